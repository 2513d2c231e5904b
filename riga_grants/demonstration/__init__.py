"""Demonstration data: an invented RGAP 2014–2016 whose budget and costs both sum to the published 882 205 EUR.

Only the project's name, dates, total, sources and indicator are published facts (docs/demonstration.md); everything else is
made here, always the same on every machine, and says that it is demonstration data wherever it is seen.

`plan` holds the budget and its story, `recipes` what is bought, `costs` the rows, `books` the ledger's text, `registers` the
workbooks, `quarters` what happens once they are imported.
"""

from riga_grants.demonstration.books import ledger_files
from riga_grants.demonstration.registers import register_files
from riga_grants.demonstration.registers import write_registers

__all__ = ["ledger_files", "register_files", "write_registers"]
