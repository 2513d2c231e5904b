"""From sheets to a plan: tables by their layout, rows by their kind, judged against the books. Nothing here is written."""
