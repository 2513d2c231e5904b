"""What each `grant-*` directive holds: its values in order, its metadata keys, and what identifies the fact that it states."""

from collections.abc import Mapping
from typing import NamedTuple

from riga_grants import names
from riga_grants.agreements.kinds import ACCOUNT
from riga_grants.agreements.kinds import ACTUALS
from riga_grants.agreements.kinds import AMOUNT
from riga_grants.agreements.kinds import BOOLEAN
from riga_grants.agreements.kinds import CODE
from riga_grants.agreements.kinds import COUNT
from riga_grants.agreements.kinds import DATE
from riga_grants.agreements.kinds import EXHAUSTED
from riga_grants.agreements.kinds import LIST
from riga_grants.agreements.kinds import NUMBER
from riga_grants.agreements.kinds import PART
from riga_grants.agreements.kinds import PERIOD
from riga_grants.agreements.kinds import PERIOD_STATE
from riga_grants.agreements.kinds import RATE
from riga_grants.agreements.kinds import RULE
from riga_grants.agreements.kinds import RULE_VALUE
from riga_grants.agreements.kinds import SEVERITY
from riga_grants.agreements.kinds import SHARE
from riga_grants.agreements.kinds import SOURCE_KIND
from riga_grants.agreements.kinds import STATE
from riga_grants.agreements.kinds import TEXT
from riga_grants.agreements.kinds import Kind
from riga_grants.agreements.kinds import or_not_stated
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Directive
from riga_grants.directives import Indicator
from riga_grants.directives import Instalment
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.directives import Project
from riga_grants.directives import Published
from riga_grants.directives import Rule
from riga_grants.directives import Seal
from riga_grants.directives import Source
from riga_grants.directives import Waiver
from riga_grants.directives import Withdrawn


class Form(NamedTuple):
    """What a directive holds: its values in order (the last `optional` of them may be left out) and its metadata keys.

    `key` names the fields that identify the fact; two versions of one fact on one day contradict each other.
    """

    record: type[Directive]
    values: Mapping[str, Kind]
    optional: int
    metadata: Mapping[str, Kind]
    key: tuple[str, ...]

    def written(self, directive: str) -> str:
        """Show how the directive is written."""
        parts = [kind.example for kind in self.values.values()]
        must = len(parts) - self.optional
        return " ".join([f'2014-01-28 custom "{directive}"', *parts[:must], *(f"[{part}]" for part in parts[must:])])


ABOUT_A_PROJECT = dict.fromkeys(("name-en", "contract", "beneficiary", "programme", names.EKK, names.FUNCTIONAL), TEXT)
ON_ALL = {"source": TEXT, "note": TEXT, "differs": TEXT, "differs-en": TEXT}

FORMS: Mapping[str, Form] = {
    "grant-project": Form(
        Project,
        {
            "code": PART,
            "name": TEXT,
            "start": DATE,
            "end": or_not_stated(DATE),
            "budget": or_not_stated(AMOUNT),
        },
        1,
        {**ABOUT_A_PROJECT, "currency": CODE, "actuals": ACTUALS, "demonstration": BOOLEAN},
        ("code",),
    ),
    "grant-source": Form(
        Source,
        {"project": CODE, "funder": PART, "ceiling": or_not_stated(AMOUNT)},
        0,
        {
            "kind": SOURCE_KIND,
            "name": TEXT,
            "name-en": TEXT,
            "payer": TEXT,
            "budget-holder": TEXT,
            "rate": RATE,
            "lines": LIST,
            "valid-from": DATE,
            "valid-to": DATE,
            "order": COUNT,
            "exhausted": EXHAUSTED,
            "rounding": BOOLEAN,
            names.EKK: TEXT,
        },
        ("project", "funder"),
    ),
    "grant-period": Form(
        Period,
        {"project": CODE, "name": PERIOD, "start": DATE, "end": DATE},
        0,
        {"closed": DATE},
        ("project", "name"),
    ),
    "grant-budget": Form(
        BudgetVersion,
        {"account": ACCOUNT, "period": TEXT, "amount": or_not_stated(AMOUNT)},
        0,
        {"decision": TEXT, "amendment": TEXT},
        ("account", "period"),
    ),
    "grant-rule": Form(
        Rule,
        {"project": CODE, "name": RULE, "value": RULE_VALUE, "severity": SEVERITY},
        1,
        {"lines": LIST, "base": LIST, "unit": CODE, "funder": PART},
        ("project", "name", "lines", "unit", "funder"),
    ),
    "grant-indicator": Form(
        Indicator,
        {
            "project": CODE,
            "name": CODE,
            "period": TEXT,
            "state": STATE,
            "value": or_not_stated(NUMBER),
        },
        0,
        {"unit": TEXT, "title": TEXT, "public": BOOLEAN, "lines": LIST},
        ("project", "name", "period", "state"),
    ),
    "grant-published": Form(Published, {"project": CODE, "what": CODE, "amount": AMOUNT}, 0, {}, ("project", "what")),
    "grant-instalment": Form(
        Instalment,
        {"project": CODE, "funder": PART, "number": CODE, "due": DATE, "amount": AMOUNT},
        0,
        {"after-used": SHARE, "after-report": TEXT},
        ("project", "funder", "number"),
    ),
    "grant-waiver": Form(
        Waiver,
        {"project": CODE, "rule": CODE, "scope": TEXT, "amount": or_not_stated(AMOUNT)},
        1,
        {"by": TEXT, "reason": TEXT},
        ("project", "rule", "scope"),
    ),
    names.PERIOD_STATE: Form(
        PeriodState,
        {"project": CODE, "period": TEXT, "state": PERIOD_STATE},
        0,
        {"by": TEXT, "reason": TEXT, "number": TEXT},
        ("project", "period", "state"),
    ),
    names.SEAL: Form(
        Seal,
        {"project": CODE, "period": TEXT, "through": DATE, "sha256": TEXT},
        0,
        {"previous": TEXT},
        ("project", "period", "sha256"),
    ),
    names.WITHDRAWN: Form(Withdrawn, {"key": TEXT}, 0, {}, ("key",)),
}
