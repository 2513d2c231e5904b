"""Fava on a set of books: the guard around it, our parts in it, the importers on its import page, and the server."""
