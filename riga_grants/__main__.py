"""`python -m riga_grants` is `riga-grants`."""

from riga_grants.cli import main

main()
