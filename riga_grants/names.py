"""The one registry of names: account roots, metadata keys, agreement rules, and the codes of findings with what to do.

Everything a user may write in the books under the prefix `grant-`, and every code the program may answer with, stands
here once.
"""

from typing import Final
from typing import NamedTuple

from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.i18n import N_
from riga_grants.i18n import tr

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
REVENUE: Final = "Income:Revenue"  # Income:Revenue:<P>: what the project itself took in
BANK: Final = "Assets:Bank"  # Assets:Bank:<P>
RECOVERED: Final = "Expenses:Overhead:Recovered"  # the other side of flat rates, of all projects
PAYABLE: Final = "Liabilities:Payable"  # Liabilities:Payable:<P>: suppliers and staff, until they are paid

NOT_PROJECTS: Final = frozenset({"Ineligible", "Overhead"})
"""Names below Expenses that cannot be a project's code."""

# Metadata keys of a cost.
DOCUMENT_NO: Final = "document-no"
DOCUMENT_DATE: Final = "document-date"
DOCUMENT_TYPE: Final = "document-type"
ISSUER: Final = "issuer"
ISSUER_REG: Final = "issuer-reg"
ISSUER_ACCOUNT: Final = "issuer-account"
PAID: Final = "paid"
PAYMENT_NO: Final = "payment-no"  # the number of the payment order
NET: Final = "net"  # what the document states without tax, an amount
NOTE_KEY: Final = "note"
SOURCE_FILE: Final = "source-file"
SOURCE_SHEET: Final = "source-sheet"
SOURCE_CELLS: Final = "source-cells"
SOURCE_SHA256: Final = "source-sha256"
DOCUMENT_TOTAL: Final = "document-total"  # the document's own total, of which a cost may be a share
ORIGINAL: Final = "amount-original"  # the amount as the document states it, in another currency
SUGGESTED: Final = "suggested"  # why a parked cost stands on its line, until somebody confirms it
CONFIRMED: Final = "confirmed"  # who confirmed the line of a cost for which it was only suggested
REVERSES: Final = "reverses"  # the key of the cost that an entry takes back
REPLACES: Final = "replaces"  # the key of the entry, taken back with it, that an entry stands in the place of
REASON: Final = "reason"
BY: Final = "by"  # who asked for a correction

FUNDER: Final = "funder"  # the source that a cost is charged to directly
VAT: Final = "vat"  # the tax that a cost contains, an amount
DOCUMENT_FILE: Final = "document"  # the scanned document, as Beancount and Fava know it
IN_KIND_OF: Final = "in-kind"  # of a contribution in kind: "volunteer" or "third-party"
COST_KIND: Final = "cost-kind"  # what a cost is, where its line does not say: "interest", "fine"
DECLARED: Final = "declared"  # the amount of a cost as the claim declared it
CUTS: Final = "cuts"  # the key of the cost that a control cut
CONTROL_REPORT: Final = "control-report"
MADE: Final = "made"
"""What an entry is that this program computed: one of `CLAIM` and the others below. It is no cost of a document."""
CLAIM, FLAT_RATE, VAT_CUT, CUT, SETTLEMENT = "co-financing", "flat-rate", "recoverable-vat", "cut", "settlement"

PERIOD_STATE: Final = "grant-period-state"
SEAL: Final = "grant-seal"
WITHDRAWN: Final = "grant-withdrawn"
"""The directive by which an import takes back, or replaces, a directive of an earlier one."""

PROVENANCE: Final = (SOURCE_FILE, SOURCE_SHEET, SOURCE_CELLS, SOURCE_SHA256, REPLACES, REASON, BY)
"""Metadata keys of an imported directive that tell where it comes from; they are no part of what it states."""

# Metadata keys of an account's `open` directive that describe a budget line.
POSITION: Final = "position"  # the line's number in the agreement's budget: "1.2"
NAME: Final = "name"
NAME_EN: Final = "name-en"
ACTUALS: Final = "actuals"
EKK: Final = "ekk"  # the line's economic code, "2231", or both joined, "10.400.2231"
FUNCTIONAL: Final = "functional"  # its functional code, "10.400"; a project's own holds where the line has none

ROW_KEY_PREFIX: Final = "row-"
"""An imported transaction's link that identifies its row: `^row-` and 32 hexadecimal digits."""

OWN: Final = "own"
IN_KIND_SOURCE: Final = "in-kind"
SOURCE_KINDS: Final = ("funder", "in-kind", "public")  # and OWN
EXHAUSTED: Final = ("next", "own", "error")
PERIOD_STATES: Final = ("draft", "submitted", "approved", "closed", "reopened")
TOTAL: Final = "total"


class Kind(NamedTuple):
    """What the registry knows of a finding code: how bad it is unless the agreement says otherwise, and what to do next."""

    severity: Severity
    hint: str
    waivable: bool = False


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

OF_THE_BOOKS: Final = {
    "ledger": Kind(ERROR, N_("Beancount itself found this; mend the line it names.")),
    "plugin-missing": Kind(WARNING, N_("Add the line to ledger/main.beancount: {form}")),
    "directive-unknown": Kind(ERROR, N_("Use one of: {known}.")),
    "directive-values": Kind(ERROR, N_("Write it as: {form}")),
    "directive-key": Kind(ERROR, N_("Use one of: {known}.")),
    "directive-duplicate": Kind(ERROR, N_("Keep one of the two, or date the amendment with its own day.")),
    "project-unknown": Kind(ERROR, N_("Declare it with grant-project, or mend the code.")),
    "period-unknown": Kind(ERROR, N_("Declare it with grant-period, or use “total” for the whole project.")),
    "period-dates": Kind(ERROR, N_("Mend the dates of the period or of the project.")),
    "rule-unknown": Kind(ERROR, N_("Use one of: {known}.")),
    "rule-value": Kind(ERROR, N_("Write it as: {form}; until then the rule allows nothing.")),
    "budget-account": Kind(ERROR, N_("A budget line is an account Expenses:<project>:<line>.")),
    "budget-currency": Kind(ERROR, N_("Enter the amount in the project's currency.")),
    "budget-overlap": Kind(ERROR, N_("Budget either the line or its sublines, not both.")),
    "source-unknown": Kind(ERROR, N_("Use “total”, “own” or a funder of the project: {known}.")),
    "sources-total": Kind(
        ERROR, N_("Compare the sources with the agreement; the own part is the rest of the total."), waivable=True
    ),
    "budget-total": Kind(
        ERROR, N_("Compare the lines with the approved budget; an amendment moves money, it adds none."), waivable=True
    ),
    "published-differs": Kind(WARNING, N_("Ask whoever published it which figure holds; nothing here was repaired.")),
    "sources-differ": Kind(NOTE, N_("Both readings are kept; whoever knows better may say so in the books.")),
    "cost-outside-dates": Kind(ERROR, N_("Book it elsewhere, or amend the project's dates."), waivable=True),
    "cost-line": Kind(ERROR, N_("Book it on an approved line, or have the budget amended."), waivable=True),
    "cost-cents": Kind(ERROR, N_("Book whole cents; put a difference of rounding on a line of its own.")),
    "cost-currency": Kind(ERROR, N_("Give the total in the project's currency with @@.")),
    "cost-padded": Kind(ERROR, N_("Take the pad out, and book the difference with its document.")),
    "account-unknown": Kind(ERROR, N_("Write it as {form}; declare both with grant-project and grant-source.")),
    "cost-document": Kind(ERROR, N_("Add the metadata: {missing}."), waivable=True),
    "line-over-budget": Kind(
        ERROR, N_("Move money to the line by an amendment, or have the overrun found ineligible."), waivable=True
    ),
    "period-over-budget": Kind(
        ERROR, N_("Have the period's budget amended, or book the overrun as ineligible."), waivable=True
    ),
    "project-over-budget": Kind(
        ERROR, N_("What is above the agreed total is the association's own burden: book it as ineligible."), waivable=True
    ),
    "source-over-ceiling": Kind(ERROR, N_("Return what is above the ceiling, or enter the amended ceiling."), waivable=True),
    "source-exhausted": Kind(
        ERROR, N_("Find another source, or have the ceiling amended; own funds bear it until then."), waivable=True
    ),
    "source-rates": Kind(ERROR, N_("Correct the rates: sources that are used together bear no more than the whole.")),
    "source-lines": Kind(ERROR, N_("Name lines as they stand below Expenses:<project>:, with commas between: {known}.")),
    "funder-unknown": Kind(ERROR, N_("Use the code of a source of the project: {known}.")),
    "claim-over-rate": Kind(
        ERROR, N_("Return what is above, or correct the entry; closing a period computes it."), waivable=True
    ),
    "claim-differs": Kind(ERROR, N_("Restore what was changed since; corrections are new entries in an open period.")),
    "own-below-minimum": Kind(ERROR, N_("Raise the own contribution, or claim less from the funders."), waivable=True),
    "budget-below-spent": Kind(ERROR, N_("Take less from the line: what is spent cannot be moved."), waivable=True),
    "flat-rate-above": Kind(
        ERROR, N_("Cut what is above the flat rate; closing the period corrects it by itself."), waivable=True
    ),
    "flat-rate-due": Kind(NOTE, N_("Nothing need be done; closing the period books it.")),
    "vat-due": Kind(
        WARNING, N_("Nothing need be done; closing the period takes the recoverable tax out of the eligible cost.")
    ),
    "double-funding": Kind(
        ERROR, N_("Reduce the shares: one document is paid for only once, by all funders together."), waivable=True
    ),
    "in-kind-above": Kind(ERROR, N_("What is above counts for nothing; replace it with money."), waivable=True),
    "grant-above-paid": Kind(ERROR, N_("The funders cannot pay for what nobody was paid for; claim less."), waivable=True),
    "in-kind-third-party": Kind(WARNING, N_("Keep it for the record only, or have it approved."), waivable=True),
    "cost-banned": Kind(ERROR, N_("Cut the cost: riga-grants cut"), waivable=True),
    "payments-above-ceiling": Kind(ERROR, N_("Return what is above; the rest is paid after the final report."), waivable=True),
    "instalments-over-ceiling": Kind(ERROR, N_("Correct the plan of instalments, or the ceiling.")),
    "received-before-due": Kind(WARNING, N_("Correct the plan of instalments, or ask the funder."), waivable=True),
    "instalment-late": Kind(WARNING, N_("Ask the funder for the instalment.")),
    "advance-overdrawn": Kind(ERROR, N_("Settle no more than was advanced; the rest is a receivable.")),
    "cash-below-minimum": Kind(
        WARNING, N_("Look for a cost paid from another account, or a receipt not booked."), waivable=True
    ),
    "profit": Kind(NOTE, N_("The funder's part of the profit is to be returned."), waivable=True),
    "document-differs": Kind(
        ERROR, N_("Compare declared, booked and the document; cut or correct what differs."), waivable=True
    ),
    "evidence-missing": Kind(WARNING, N_("Add the metadata: {missing}."), waivable=True),
    "unit-price": Kind(ERROR, N_("Book the quantity at the approved price: {form}"), waivable=True),
    "category-above": Kind(ERROR, N_("Move costs to other lines, or have the excess found ineligible."), waivable=True),
    "small-recovery": Kind(NOTE, N_("Ask the funder whether so small an amount may stay.")),
    "fx-rate": Kind(WARNING, N_("Convert with the average rate of the reporting period."), waivable=True),
    "records-kept": Kind(NOTE, N_("Keep the documents and the books until that day.")),
    "report-late": Kind(WARNING, N_("Hand the report in: riga-grants period submit"), waivable=True),
    "repayment-late": Kind(ERROR, N_("Pay it back, and book the payment from the bank statement."), waivable=True),
    "waiver-unknown": Kind(ERROR, N_("Use the code of a finding that can be waived: {known}.")),
    "waiver-words": Kind(ERROR, N_("Say who approved it and why: by: and reason:")),
    "waiver-unused": Kind(NOTE, N_("Nothing need be done; it waives nothing today.")),
    "seal-broken": Kind(
        ERROR, N_("Restore it as it was; a correction is a new entry in an open period (cut, import --correct).")
    ),
    "seal-chain": Kind(ERROR, N_("Restore the closings from git or a backup.")),
    "seal-void": Kind(WARNING, N_("Close the periods again: riga-grants close")),
    "cost-value": Kind(ERROR, N_("Write it as: {form}")),
    "made-by-hand": Kind(ERROR, N_("Take “made:” out; only closings, cuts and settlements write it.")),
    "cut-above": Kind(ERROR, N_("Take the cut back: riga-grants cut {document} --undo")),
    "text-markup": Kind(WARNING, N_("Remove the < and > from the text; a browser could take them for a command.")),
    "classification-unknown": Kind(
        WARNING, N_("Correct the code, or leave it out; docs/classification.md shows the codes that are known.")
    ),
    "report-definition": Kind(ERROR, N_("Mend the file; docs/reports.md shows every key of a definition.")),
    "report-key": Kind(ERROR, N_("Use one of: {known}.")),
    "form-name": Kind(ERROR, N_("Name the cell in the form (Formulas, Name Manager) as one of: {known}.")),
    "form-room": Kind(ERROR, N_("Insert more rows into the named range, and name it again.")),
    "withdrawn-unknown": Kind(ERROR, N_("Restore the file that held the directive, or take this line out.")),
    "import-torn": Kind(ERROR, N_("Restore the file from git or a backup; the file of an import is never edited.")),
    "import-altered": Kind(ERROR, N_("Restore the file from git or a backup; correct costs by a new, reversing entry.")),
    "import-chain": Kind(ERROR, N_("Restore the missing or replaced file of the chain from git or a backup.")),
    "import-stray": Kind(ERROR, N_("Remove the file: only imports belong into this folder, each once.")),
    "import-source-missing": Kind(WARNING, N_("Restore the workbook from git or a backup, under the name that it had there.")),
    "import-source-altered": Kind(ERROR, N_("Restore the workbook from git or a backup; what was imported is never edited.")),
}

OF_A_SHEET: Final[dict[str, Kind]] = {
    "layout": Kind(ERROR, N_("Mend the file; docs/layouts.md shows every key of a layout.")),
    "layout-key": Kind(ERROR, N_("Use one of: {known}.")),
    "rules": Kind(ERROR, N_("Mend importers/rules.toml; until then this suggests nothing.")),
    "rules-key": Kind(ERROR, N_("Use one of: {known}.")),
    "rules-line": Kind(ERROR, N_("Name the line as registers do, or by its account below Expenses:<project>:")),
    "sheet-missing": Kind(ERROR, N_("Rename the sheet, or name the layout that fits with --layout.")),
    "sheet-unread": Kind(WARNING, N_("Move its rows into the sheet that is read, or delete them if they stand there already.")),
    "sheet-hidden": Kind(WARNING, N_("Show it and look whether it belongs into the import.")),
    "header-missing": Kind(ERROR, N_("Correct the headings, or have a layout proposed: riga-grants layout guess FILE")),
    "header-second": Kind(ERROR, N_("Delete one of the two, or name the right row in the layout (header-row).")),
    "column-missing": Kind(ERROR, N_("Add the column, or correct its heading.")),
    "column-duplicate": Kind(ERROR, N_("Keep one of the two columns, or rename the other.")),
    "column-hidden": Kind(WARNING, N_("Show the column and look whether it is the one that is meant; it was read.")),
    "column-unread": Kind(NOTE, N_("Nothing need be done; add the heading to the layout if the column matters.")),
    "total-missing": Kind(WARNING, N_("Close the register with a row “Kopā” and its sum: it proves that no row is missing.")),
    "total-differs": Kind(ERROR, N_("Look for a row that is missing, doubled or changed, or for a sum that leaves rows out.")),
    "before-header": Kind(ERROR, N_("Move the row below the headings, or delete it.")),
    "after-total": Kind(ERROR, N_("Move the row above the total, or delete it.")),
    "text-inside": Kind(
        ERROR, N_("Say in the layout what it is: the column that it states (section), or words to leave out (skip).")
    ),
    "text-below": Kind(NOTE, N_("Nothing need be done if it is a note; say in the layout what begins the end of the table.")),
    "row-hidden": Kind(WARNING, N_("Show the row and look whether it belongs into the import; it was counted.")),
    "cell-error": Kind(ERROR, N_("Correct the formula, or type the value.")),
    "formula-no-value": Kind(ERROR, N_("Open the workbook in a spreadsheet program, let it calculate, and save it.")),
    "amount-missing": Kind(ERROR, N_("Enter the amount, or clear the row.")),
    "amount-unreadable": Kind(ERROR, N_("Type the amount as a number with two decimals.")),
    "amount-ambiguous": Kind(ERROR, N_("Type the amount as a number with two decimals.")),
    "amount-fraction": Kind(ERROR, N_("Round to whole cents in the register, so that its sum is the sum of what is shown.")),
    "amount-rounded": Kind(NOTE, N_("Nothing need be done; the layout says how fractions of a cent are rounded.")),
    "amount-shown": Kind(WARNING, N_("Look which of the two is meant; the amount that the cell holds was read.")),
    "amount-merged": Kind(ERROR, N_("Undo the merging, and type into each row its own amount.")),
    "amount-sign": Kind(ERROR, N_("Leave only one of the two, so that the sign is clear.")),
    "amounts-differ": Kind(ERROR, N_("Correct the one that is wrong.")),
    "parts-differ": Kind(ERROR, N_("Correct the part or the total; nothing here was repaired.")),
    "net-and-tax": Kind(ERROR, N_("Correct the amount without tax, the tax or the whole: the two must add up to it.")),
    "amount-large": Kind(ERROR, N_("Correct the amount.")),
    "amount-zero": Kind(ERROR, N_("Enter the amount, or clear the row.")),
    "amount-currency": Kind(ERROR, N_("State the amount in the project's currency.")),
    "date-missing": Kind(ERROR, N_("Enter the date of the document.")),
    "date-unreadable": Kind(ERROR, N_("Enter the date as a date.")),
    "date-ambiguous": Kind(ERROR, N_("Enter the date as a date, or add its form to the layout.")),
    "date-outside": Kind(ERROR, N_("Correct the date, take the row out, or amend the project's dates.")),
    "date-implausible": Kind(ERROR, N_("Correct the date.")),
    "cell-missing": Kind(ERROR, N_("Enter what is missing.")),
    "document-overclaimed": Kind(ERROR, N_("Reduce the share; one document is paid for only once.")),
    "document-no": Kind(ERROR, N_("Enter the number as text, exactly as it stands on the document.")),
    "line-unknown": Kind(ERROR, N_("Use a line of the project's budget: {known}.")),
    "line-missing": Kind(
        ERROR, N_("Add a rule for it to importers/rules.toml, or a column with the budget line to the sheet.")
    ),
    "line-suggested": Kind(NOTE, N_("The cost is parked until somebody confirms its line: riga-grants review")),
    "period-missing": Kind(ERROR, N_("Use one of: {known}.")),
    "period-closed": Kind(ERROR, N_("Take the row out, or have the period opened again.")),
    "source-kind": Kind(ERROR, N_("Use one of: {known}.")),
    "project-code": Kind(ERROR, N_("Use letters, digits and hyphens, beginning with a capital letter or a digit.")),
    "line-not-budgeted": Kind(ERROR, N_("Book it on an approved line, or have the budget amended.")),
    "row-project": Kind(ERROR, N_("Use the code of a project in the books: {known}.")),
    "row-other-project": Kind(ERROR, N_("Leave --project out, or take the row into that project's register.")),
    "issuer-reg": Kind(
        ERROR, N_("Enter the 11 digits of the company's number, or for a foreign company its country code and number.")
    ),
    "iban": Kind(ERROR, N_("Enter the account number as the bank writes it.")),
    "personal-code": Kind(ERROR, N_("Clear the cell: a personal code does not belong into the books.")),
    "personal-data": Kind(WARNING, N_("Clear it from the text, or import with --mask.")),
    "in-kind-unreadable": Kind(ERROR, N_("Enter “jā” or leave the cell empty.")),
    "text-unreadable": Kind(ERROR, N_("Enter a text.")),
    "text-long": Kind(ERROR, N_("Shorten the text.")),
    "text-changed": Kind(WARNING, N_("Nothing need be done if the text still reads well; what was taken out could do harm.")),
    "import-unloaded": Kind(
        ERROR,
        N_(
            "Include that folder's *.beancount in the project's file (agreements: in main.beancount), and put a file "
            "000000-start.beancount into it."
        ),
    ),
    "account-missing": Kind(ERROR, N_("Open the account in the ledger: {form}")),
    "row-changed": Kind(ERROR, N_("Restore the row as it was, or book the correction: import --correct --reason “…”")),
    "row-twice": Kind(ERROR, N_("Keep one of the two rows, or add them up.")),
    "review-unknown": Kind(ERROR, N_("Export the review again: riga-grants review --export FILE.xlsx")),
    "review-changed": Kind(ERROR, N_("Restore the cell, or export the review again.")),
    "review-decided": Kind(ERROR, N_("Clear the decision; a confirmed cost is corrected like every other.")),
    "row-reversed": Kind(WARNING, N_("Correct the register, or enter by hand what the books should hold of the document.")),
    "rows-gone": Kind(WARNING, N_("If the rows were corrected or withdrawn, reverse what is booked of them.")),
    "row-updated": Kind(WARNING, N_("What is booked stays as it is; note the change in the ledger by hand if it matters.")),
}

SEVERITY_WORDS: Final = {ERROR: N_("error"), WARNING: N_("warning"), NOTE: N_("note")}

FINDINGS: Final = {**OF_THE_BOOKS, **OF_A_SHEET}


def finding(
    code: str,
    message: Text,
    place: Place,
    project: str = "",
    severity: Severity | None = None,
    *,
    scope: tuple[str, ...] = (),
    limits: Limits | None = None,
    behind: tuple[Behind, ...] = (),
) -> Finding:
    """Make a finding of a registered code; its severity is the registry's unless the agreement gives another."""
    grave = FINDINGS[code].severity if severity is None else severity
    return Finding(code, grave, message, place, project, scope, limits, behind)


def hint(found: Finding, lang: str) -> str:
    """Say in a language what to do about a finding."""
    return tr(FINDINGS[found.code].hint, lang, **found.message.values)
