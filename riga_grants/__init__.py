"""A grant and co-financing ledger on Beancount: see docs/architecture.md for the map of this package."""

__version__ = "0.1.0"
