"""Write a planned amendment: one new sealed file in the project's folder of budgets, with a number like an import's.

So `imports` lists it, `import --undo` takes it back, and the chain of files shows any later change.
"""

from datetime import datetime
from pathlib import Path

from beancount.core.amount import Amount

from riga_grants.agreements.forms import FORMS
from riga_grants.amendments.plan import Plan
from riga_grants.amendments.rules import Change
from riga_grants.chains import chain
from riga_grants.chains import imports
from riga_grants.chains.amendments import BUDGET
from riga_grants.chains.amendments import DECISION
from riga_grants.chains.amendments import KIND
from riga_grants.chains.amendments import NUMBER
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import block
from riga_grants.chains.entries import why
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.declared import Value
from riga_grants.declared import written
from riga_grants.money import to_decimal
from riga_grants.texts import quoted


def commit(root: Path, plan: Plan, now: datetime) -> list[Path]:
    """Write a plan below a set of books, all of it or nothing, and give the generated file; call it under `writer.locked`.

    Raise BooksError where the chain of the folder is broken or the disk refuses; a plan that is blocked is the caller's
    mistake: ValueError.
    """
    if plan.blocked:
        raise ValueError("an amendment that is refused must not be written")
    header = (
        (chain.IMPORT, str(imports.last_number(root) + 1)),
        (chain.BY, plan.act.by),
        (chain.KIND, KIND),
        (NUMBER, plan.act.number),
        (DECISION, plan.act.decision),
        (chain.REASON, plan.act.reason),
    )
    body = "".join(_directive(plan, change) for change in plan.changes)
    return append(root, [Batch(BUDGETS / plan.project, f"{KIND}-{plan.act.number}", header, body)], {}, now)


def _directive(plan: Plan, change: Change) -> str:
    amount = Amount(to_decimal(change.after), plan.currency)
    values: dict[str, Value] = {"account": change.account, "period": change.period, "amount": amount}
    shown = " ".join(written(BUDGET, field, values[field]) for field in FORMS[BUDGET].values)
    act = plan.act
    said = ((DECISION, quoted(act.decision)), (NUMBER, quoted(act.number)), *why(Correction(act.reason, act.by)))
    return block(f'{act.day.isoformat()} custom "{BUDGET}" {shown}', said, ())
