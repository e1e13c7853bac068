"""Figures that no interface gives: read from CSV and XLSX files or typed in, checked as a whole, stored as a whole or not at all.

The way of a file: `reading` makes cells of its bytes, `columns` says what its columns mean, `layouts` what kind of table it is,
`values` with `counts` and `dates` what its cells say, `planning` what would be stored and what stands against it, `storing` stores
it in one transaction.
"""
