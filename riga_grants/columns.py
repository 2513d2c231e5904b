"""The four kinds of sheet and the columns that each may have: what a layout can name, and how a template is headed.

What a cell of a column means is the kind's own reader's; here stand only names, titles and what must be there.
"""

from collections.abc import Mapping
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import N_

COSTS: Final = "costs"
BUDGET: Final = "budget"
AGREEMENTS: Final = "agreements"
INDICATORS: Final = "indicators"


class Column(NamedTuple):
    """One column: its title in a template (a message id) and what its cells hold: "text", "amount", "date" or "choice".

    A choice is one of the books' own words: a project, a line, a funder, a period, a state.
    """

    title: str
    holds: str = "text"


class Kind(NamedTuple):
    """One kind of sheet. `needed` columns must come from the sheet or from a constant; of `one_of` at least one set must.

    `measures` are the columns that are summed and compared with the sheet's total; `guard` those whose cells say that a row is
    no total, whatever words stand in it; `fixed` the columns whose value a column of amounts may state for itself.
    """

    columns: Mapping[str, Column]
    needed: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...]
    measures: tuple[str, ...]
    guard: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


PROJECT = Column(N_("Project"), "choice")
NOTE = Column(N_("Note"))
ROW_KEY = Column(N_("Entry"))
DATED = Column(N_("In force from"), "date")
PERIOD = Column(N_("Period"), "choice")

KINDS: Final[Mapping[str, Kind]] = {
    COSTS: Kind(
        {
            "number": Column(N_("No.")),
            "project": PROJECT,
            "line": Column(N_("Budget line"), "choice"),
            "document-type": Column(N_("Document type")),
            "document-no": Column(N_("Document no.")),
            "document-date": Column(N_("Document date"), "date"),
            "issuer": Column(N_("Issuer")),
            "issuer-reg": Column(N_("Reg. no.")),
            "issuer-account": Column(N_("Account (IBAN)")),
            "description": Column(N_("Description")),
            "net": Column(N_("Net, EUR"), "amount"),
            "vat": Column(N_("VAT, EUR"), "amount"),
            "amount": Column(N_("Amount, EUR"), "amount"),
            "debit": Column(N_("Debit"), "amount"),
            "credit": Column(N_("Credit"), "amount"),
            "currency": Column(N_("Currency")),
            "document-total": Column(N_("Document total, EUR"), "amount"),
            "account-code": Column(N_("Account code")),
            "paid": Column(N_("Paid"), "date"),
            "payment-no": Column(N_("Payment order no.")),
            "in-kind": Column(N_("In kind"), "choice"),
            "note": NOTE,
            "row-key": ROW_KEY,
        },
        needed=("document-no", "document-date", "issuer", "description"),
        one_of=(("amount",), ("debit", "credit")),
        measures=("amount", "debit", "credit"),
        guard=("document-no", "document-date"),
    ),
    BUDGET: Kind(
        {
            "number": Column(N_("No.")),
            "project": PROJECT,
            "line": Column(N_("Budget line"), "choice"),
            "period": PERIOD,
            "plan": Column(N_("Plan, EUR"), "amount"),
            "amendment": Column(N_("Amendment, EUR"), "amount"),
            "amount": Column(N_("Budget, EUR"), "amount"),
            "dated": DATED,
            "decision": Column(N_("Decision")),
            "note": NOTE,
        },
        needed=("line", "dated"),
        one_of=(("amount",), ("amounts",)),
        measures=("amount",),
        guard=("line",),
        fixed=("period",),
    ),
    AGREEMENTS: Kind(
        {
            "number": Column(N_("No.")),
            "project": Column(N_("Project")),
            "name": Column(N_("Project's name")),
            "name-en": Column(N_("Name in English")),
            "start": Column(N_("Start"), "date"),
            "end": Column(N_("End"), "date"),
            "total": Column(N_("Total, EUR"), "amount"),
            "funder": Column(N_("Funder"), "choice"),
            "funder-name": Column(N_("Funder's name")),
            "source-kind": Column(N_("Kind of source"), "choice"),
            "ceiling": Column(N_("At most, EUR"), "amount"),
            "contract": Column(N_("Contract")),
            "beneficiary": Column(N_("Beneficiary")),
            "programme": Column(N_("Programme")),
            "dated": DATED,
            "note": NOTE,
        },
        needed=("name", "start"),
        one_of=(("project",), ("project-code",)),
        measures=("total", "ceiling"),
        fixed=("funder", "funder-name", "source-kind"),
    ),
    INDICATORS: Kind(
        {
            "number": Column(N_("No.")),
            "project": PROJECT,
            "indicator": Column(N_("Indicator")),
            "title": Column(N_("Indicator's name")),
            "unit": Column(N_("Unit")),
            "period": PERIOD,
            "planned": Column(N_("Planned"), "number"),
            "reached": Column(N_("Reached"), "number"),
            "dated": DATED,
            "note": NOTE,
        },
        needed=("indicator",),
        one_of=(("planned",), ("reached",), ("amounts",)),
        measures=("planned", "reached"),
        guard=("indicator",),
        fixed=("period", "state"),
    ),
}
