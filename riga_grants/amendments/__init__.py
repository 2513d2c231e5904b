"""Amendments of a project's budget: its versions side by side, and new ones, planned, held against the rules and written."""
