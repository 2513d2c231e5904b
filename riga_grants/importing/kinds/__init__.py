"""The kinds of sheet: what a row of each means, one module a kind. Each reads one row into what the books would hold of it."""

from collections.abc import Callable
from collections.abc import Mapping

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds import agreements
from riga_grants.importing.kinds import budget
from riga_grants.importing.kinds import costs
from riga_grants.importing.kinds import indicators
from riga_grants.importing.kinds.read import Read

MEASURES: Mapping[str, Callable[[Reader], int | None]] = {
    COSTS: costs.measure,
    BUDGET: budget.measure,
    AGREEMENTS: agreements.measure,
    INDICATORS: indicators.measure,
}
"""The amount of a row that is no record: of the total, and of rows that are left out."""

READERS: Mapping[str, Callable[[Reader], Read]] = {
    COSTS: costs.read,
    BUDGET: budget.read,
    AGREEMENTS: agreements.read,
    INDICATORS: indicators.read,
}
