"""The HTTP API below ``/api/v1``: the same figures and tables as pages and exports, for programs.

`operations` declares every route with its parameters; what is routed, checked and described in the OpenAPI document is made of
these declarations. Only `routes` knows the web server.
"""
