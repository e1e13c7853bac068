"""A brand's accounts from its website: `accounts` reads a few public pages and lists what they link to, each with its why.

`visitor` is the polite client, `robots` its rules, `page` and `structured` read, `further` chooses the pages, `ranking`
tells the site's own accounts from others'.
"""

from sources.discovery.accounts import Note, Site, accounts
from sources.discovery.mentions import Where
from sources.discovery.ranking import Found, Unsupported

__all__ = ["Found", "Note", "Site", "Unsupported", "Where", "accounts"]
