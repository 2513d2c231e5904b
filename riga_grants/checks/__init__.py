"""The rules: one a module, each a pure function from an agreement and its facts to findings. `run` runs them all."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from riga_grants.chains import chain
from riga_grants.checks import budget_form
from riga_grants.checks import cost_dates
from riga_grants.checks import cost_document
from riga_grants.checks import cost_line
from riga_grants.checks import cost_text
from riga_grants.checks import over_budget
from riga_grants.checks import periods
from riga_grants.checks import published
from riga_grants.checks import rule_names
from riga_grants.checks import source_ceiling
from riga_grants.checks import sources_differ
from riga_grants.checks import totals
from riga_grants.errors import Finding
from riga_grants.facts import Fact
from riga_grants.facts import Facts
from riga_grants.model import Agreement

Check = Callable[[Agreement, Sequence[Fact]], Iterable[Finding]]
"""A rule: it gets the agreement in force on a day and the facts up to that day."""

RULES: tuple[Check, ...] = (
    periods.check,
    rule_names.check,
    budget_form.check,
    totals.check,
    published.check,
    sources_differ.check,
    cost_dates.check,
    cost_line.check,
    cost_document.check,
    cost_text.check,
    over_budget.check,
    source_ceiling.check,
)


def run(agreements: Mapping[str, Agreement], facts: Facts, as_of: date, root: Path) -> list[Finding]:
    """Check all projects as of a day, and the generated files of the books in `root`; worst first, then by project, place."""
    findings = chain.verify(root)
    for code, agreement in agreements.items():
        in_force = agreement.at(as_of)
        if in_force is not None:
            until = [fact for fact in facts[code] if fact.day <= as_of]
            for check in RULES:
                findings += check(in_force, until)
    return sorted(findings, key=lambda one: (-one.severity, one.project, one.code, one.place))
