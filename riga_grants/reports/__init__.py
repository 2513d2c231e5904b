"""Reports: what the committee reads, what the funder signs, what the auditor checks, and what the council's budget asks for.

Each builder is a function from a `Request` to a `tables.Report`.
"""
