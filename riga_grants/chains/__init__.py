"""Generated files: what they hold, how they are written, chained and sealed, and what became of it since."""
