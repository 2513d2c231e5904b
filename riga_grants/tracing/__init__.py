"""From a figure, a document or an entry to its cells, and back."""
