"""Many places named at once, as `outside.where` names one: each file once, because naming a file takes long."""

from collections.abc import Iterable
from collections.abc import Mapping

from riga_grants.errors import Place
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request


def placed(request: Request, places: Iterable[Place]) -> Mapping[Place, str]:
    """Name places from the books' folder."""
    found = set(places)
    files = {file: where(request, Place(file)) for file in {place.file for place in found}}
    return {place: str(place._replace(file=files[place.file])) for place in found}
