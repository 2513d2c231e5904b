"""The one registry of names: account roots, metadata keys, agreement rules, and the codes of findings with what to do.

Everything a user may write in the books under the prefix `grant-`, and every code the program may answer with, stands
here once.
"""

from typing import Final
from typing import NamedTuple

from riga_grants.errors import Severity
from riga_grants.i18n import N_

PREFIX: Final = "grant-"
NOT_STATED: Final = "not-stated"
"""Written in a directive in the place of a date, an amount or a number that the agreement or the source does not give."""

WHOLE_PROJECT: Final = "total"
"""The period name that every project has: all of it. Budgets that are not divided by period stand there."""

# Account roots (docs/accounting.md). <P> is a project's code, <F> a funder's.
COST: Final = "Expenses"  # Expenses:<P>:<Line>[:<Subline>…]
INELIGIBLE: Final = "Expenses:Ineligible"  # Expenses:Ineligible:<P>:<Line>
ADVANCE: Final = "Liabilities:Advance"  # Liabilities:Advance:<F>:<P>
RECEIVABLE: Final = "Assets:Receivable"  # Assets:Receivable:<F>:<P>
REPAYABLE: Final = "Liabilities:Repayable"  # Liabilities:Repayable:<F>:<P>
EARNED: Final = "Income:CoFinancing"  # Income:CoFinancing:<F>:<P>
IN_KIND: Final = "Income:InKind"  # Income:InKind:<P>
PAYABLE: Final = "Liabilities:Payable"  # suppliers and staff, until they are paid

# Metadata keys of a cost.
DOCUMENT_NO: Final = "document-no"
DOCUMENT_DATE: Final = "document-date"
ISSUER: Final = "issuer"
ISSUER_REG: Final = "issuer-reg"
PAID: Final = "paid"
SOURCE_FILE: Final = "source-file"
SOURCE_SHEET: Final = "source-sheet"
SOURCE_CELLS: Final = "source-cells"
SOURCE_SHA256: Final = "source-sha256"

# Metadata keys of an account's `open` directive that describe a budget line.
POSITION: Final = "position"  # the line's number in the agreement's budget: "1.2"
NAME: Final = "name"
NAME_EN: Final = "name-en"
ACTUALS: Final = "actuals"

ROW_KEY_PREFIX: Final = "row-"
"""An imported transaction's link that identifies its row: `^row-` and 32 hexadecimal digits."""

LINE_FLEXIBILITY: Final = "line-flexibility"
PERIOD_FLEXIBILITY: Final = "period-flexibility"
RULES: Final = (LINE_FLEXIBILITY, PERIOD_FLEXIBILITY)

OWN: Final = "own"
TOTAL: Final = "total"


class Kind(NamedTuple):
    """What the registry knows of a finding code: how bad it is unless the agreement says otherwise, and what to do next."""

    severity: Severity
    hint: str


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

OF_THE_BOOKS: Final = {
    "ledger": Kind(ERROR, N_("Beancount itself found this; mend the line it names.")),
    "directive-unknown": Kind(ERROR, N_("Use one of: {known}.")),
    "directive-values": Kind(ERROR, N_("Write it as: {form}")),
    "directive-key": Kind(ERROR, N_("Use one of: {known}.")),
    "directive-duplicate": Kind(ERROR, N_("Keep one of the two, or date the amendment with its own day.")),
    "project-unknown": Kind(ERROR, N_("Declare it with grant-project, or mend the code.")),
    "period-unknown": Kind(ERROR, N_("Declare it with grant-period, or use “total” for the whole project.")),
    "period-dates": Kind(ERROR, N_("Mend the dates of the period or of the project.")),
    "rule-unknown": Kind(ERROR, N_("Use one of: {known}.")),
    "budget-account": Kind(ERROR, N_("A budget line is an account Expenses:<project>:<line>.")),
    "budget-overlap": Kind(ERROR, N_("Budget either the line or its sublines, not both.")),
    "sources-total": Kind(ERROR, N_("Compare the sources with the agreement; the own part is the rest of the total.")),
    "budget-total": Kind(ERROR, N_("Compare the lines with the approved budget; an amendment moves money, it adds none.")),
    "published-differs": Kind(WARNING, N_("Ask whoever published it which figure holds; nothing here was repaired.")),
    "sources-differ": Kind(NOTE, N_("Both readings are kept; whoever knows better may say so in the books.")),
    "cost-outside-dates": Kind(ERROR, N_("Book it elsewhere, or amend the project's dates.")),
    "cost-line": Kind(ERROR, N_("Book it on an approved line, or have the budget amended.")),
    "cost-currency": Kind(ERROR, N_("Give the total in the project's currency with @@.")),
    "cost-document": Kind(ERROR, N_("Add the metadata: {missing}.")),
    "line-over-budget": Kind(ERROR, N_("Move money to the line by an amendment, or have the overrun found ineligible.")),
    "period-over-budget": Kind(ERROR, N_("Have the period's budget amended, or book the overrun as ineligible.")),
    "project-over-budget": Kind(
        ERROR, N_("What is above the agreed total is the association's own burden: book it as ineligible.")
    ),
    "source-over-ceiling": Kind(ERROR, N_("Return what is above the ceiling, or enter the amended ceiling.")),
    "text-markup": Kind(WARNING, N_("Remove the < and > from the text; a browser could take them for a command.")),
    "import-torn": Kind(ERROR, N_("Restore the file from git or a backup; the file of an import is never edited.")),
    "import-altered": Kind(ERROR, N_("Restore the file from git or a backup; correct costs by a new, reversing entry.")),
    "import-chain": Kind(ERROR, N_("Restore the missing or replaced file of the chain from git or a backup.")),
    "import-stray": Kind(ERROR, N_("Remove the file: only imports belong into this folder, each once.")),
}

OF_A_SHEET: Final[dict[str, Kind]] = {}

FINDINGS: Final = {**OF_THE_BOOKS, **OF_A_SHEET}
