"""Which project a page is about that tells of one only."""

from riga_grants.asked import Asked
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.reports.request import Request


def one_project(request: Request) -> Asked:
    """Give the one project that is asked about; raise WrongUsage, naming those of the books, where it is none or several."""
    if len(request.projects) != 1:
        known = ", ".join(request.books.agreements) or "–"
        raise WrongUsage(text("This page is about one project; name it: {known}.", known=known))
    return request.projects[0]
