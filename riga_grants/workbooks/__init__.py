"""Workbooks to fill in or to correct: templates, exports, rejected rows, reviews."""
