"""The kinds of file that a report can be written as, by the ending of the file's name; libraries load only where needed."""

from typing import Final

from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.tables import Report
from riga_grants.tables import Table

MEDIA: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".csv": "text/csv",
    ".zip": "application/zip",
}
"""The endings, with the media type of each."""


def content(report: Report, suffix: str) -> bytes:
    """Give a report as the content of a file of a kind (a key of MEDIA).

    Raises WrongUsage for a CSV of a report that has not one table, and BooksError where a library is missing.
    """
    match suffix:
        case ".xlsx":
            from riga_grants.rendering import xlsx  # noqa: PLC0415

            return xlsx.render(report)
        case ".pdf":
            from riga_grants.rendering import pdf  # noqa: PLC0415

            return pdf.render(report)
        case ".zip":
            from riga_grants.rendering import package  # noqa: PLC0415

            return package.render(report)
    return f"{said(report, suffix)}\n".encode()


def said(report: Report, suffix: str) -> str:
    """Give a report as ".json" or, of one table, as ".csv"; raise WrongUsage, naming the tables, where it has several."""
    from riga_grants.rendering import records  # noqa: PLC0415

    return records.as_json(report) if suffix == ".json" else records.as_csv(_one_table(report))


def _one_table(report: Report) -> Table:
    tables = list(report.tables)
    if len(tables) != 1:
        known = ", ".join(table.key for table in tables) or "–"
        raise WrongUsage(text("A CSV holds one table; choose it with --sheet: {known}", known=known))
    return tables[0]
