"""Renders the list of imports: for a terminal, as JSON, and as CSV for spreadsheets."""
