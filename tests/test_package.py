"""A report as a Frictionless Data Package: what `datapackage.json` says of each file is so, and reads every table back."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from test_records import REPORT
from test_records import TABLE

from riga_grants.rendering import package
from riga_grants.tables import MONEY
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Table

# What https://datapackage.org/profiles/2.0/datapackage.json asks of a package of tables.
PROFILE = {
    "type": "object",
    "required": ["resources"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/datapackage.json"},
        "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
        "created": {"type": "string", "format": "date-time"},
        "resources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "path", "schema", "dialect", "hash", "bytes"],
                "properties": {
                    "name": {"type": "string", "pattern": "^[-a-z0-9._/]+$"},
                    "type": {"const": "table"},
                    "path": {"type": "string", "pattern": r"^(?!/)(?!.*\.\.)[^\\~]+\.csv$"},
                    "title": {"type": "string", "minLength": 1},
                    "encoding": {"const": "utf-8"},
                    "bytes": {"type": "integer"},
                    "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
                    "dialect": {
                        "type": "object",
                        "properties": {
                            "delimiter": {"type": "string"},
                            "lineTerminator": {"type": "string"},
                            "quoteChar": {"type": "string"},
                            "doubleQuote": {"type": "boolean"},
                            "skipInitialSpace": {"type": "boolean"},
                            "header": {"type": "boolean"},
                        },
                        "additionalProperties": False,
                    },
                    "schema": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {
                            "missingValues": {"type": "array", "items": {"type": "string"}},
                            "fields": {
                                "type": "array",
                                "minItems": 1,
                                "items": {
                                    "type": "object",
                                    "required": ["name", "type"],
                                    "properties": {
                                        "name": {"type": "string"},
                                        "type": {"enum": ["string", "integer", "number", "date"]},
                                        "title": {"type": "string"},
                                        "description": {"type": "string"},
                                        "decimalChar": {"type": "string"},
                                        "missingValues": {"type": "array", "items": {"type": "string"}},
                                    },
                                    "additionalProperties": False,
                                },
                            },
                        },
                        "additionalProperties": False,
                    },
                },
            },
        },
    },
}


def files(report: Report) -> dict[str, bytes]:
    """Give the files of a package."""
    with zipfile.ZipFile(io.BytesIO(package.render(report))) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def read_back(resource: dict[str, Any], content: bytes) -> list[dict[str, Any]]:
    """Read a table by what its description says, and by nothing else."""
    dialect, schema = resource["dialect"], resource["schema"]
    rows = csv.DictReader(
        io.StringIO(content.decode(resource["encoding"])),
        delimiter=dialect["delimiter"],
        quotechar=dialect["quoteChar"],
        doublequote=dialect["doubleQuote"],
        skipinitialspace=dialect["skipInitialSpace"],
        lineterminator=dialect["lineTerminator"],
    )
    found = [dict(row) for row in rows]
    assert rows.fieldnames == [field["name"] for field in schema["fields"]]
    return [{field["name"]: cast(field, schema, row[field["name"]]) for field in schema["fields"]} for row in found]


def cast(field: dict[str, Any], schema: dict[str, Any], said: str) -> object:
    if said in field.get("missingValues", schema["missingValues"]):
        return None
    match field["type"]:
        case "integer":
            return int(said)
        case "number":
            return Decimal(said.replace(field.get("decimalChar", "."), "."))
        case "date":
            return date.fromisoformat(said)
    return said


def test_the_package_has_a_file_a_table_its_description_and_a_page_to_read() -> None:
    assert list(files(REPORT)) == ["README.txt", "datapackage.json", "execution.csv"]


def test_the_description_keeps_to_the_profile_and_says_what_the_report_is_about() -> None:
    described = json.loads(files(REPORT)["datapackage.json"])
    assert list(Draft7Validator(PROFILE).iter_errors(described)) == []
    assert {key: described[key] for key in ("name", "title", "description", "created", "riga-grants")} == {
        "name": "riga-grants-committee",
        "title": "Pārskats",
        "description": "P1, viss projekts – DEMONSTRĀCIJAS DATI",
        "created": "2014-12-31T12:00:00Z",
        "riga-grants": {
            "report": "committee",
            "as_of": "2014-12-31",
            "lang": "lv",
            "demonstration": True,
            "project": "P1",
            "period": "total",
        },
    }


def test_every_table_is_read_back_by_its_description() -> None:
    packed = files(REPORT)
    (resource,) = json.loads(packed["datapackage.json"])["resources"]
    content = packed[resource["path"]]
    assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    about = [(None, 1, None), ("Expenses:P1:Rent", 1, "subtotal"), (None, 0, "total")]
    cells = [
        ("1. Telpu noma", date(2014, 2, 5), Decimal("1200.50"), Decimal("48.3"), Decimal("100.5"), 425998, 882205),
        ("'=cmd|'/c calc'!A1", None, Decimal("-0.05"), None, None, None, None),
        ("KOPĀ", None, Decimal("1200.45"), None, Decimal(12), None, None),
    ]
    names = ("name", "paid", "spent", "spent_pct", "reached", "share_part", "share_whole")
    rows = ("row_key", "row_depth", "row_look")
    assert read_back(resource, content) == [
        dict(zip(rows, one, strict=True)) | dict(zip(names, row, strict=True)) for one, row in zip(about, cells, strict=True)
    ]


def test_columns_say_how_they_are_computed_and_which_words_stand_for_figures() -> None:
    columns = (
        Column("plan", "Plāns", MONEY),
        Column("spent", "Izpilde", MONEY),
        Column("left", "Atlikums", MONEY, terms=(("plan", 1), ("spent", -1))),
        Column("spent_pct", "%", "percent", ratio=("spent", "plan")),
    )
    table = Table("t", "", columns, (Row((0, 1, -1, "-")), Row((2, "<5", None, Decimal("50.0")))), currency="LVL")
    sheet = replace(REPORT.sheets[0], blocks=(table,))
    (resource,) = json.loads(files(replace(REPORT, sheets=(sheet,), lang="en"))["datapackage.json"])["resources"]
    number = {"type": "number", "decimalChar": ","}
    assert resource["schema"]["fields"][3:] == [
        {"name": "plan", "title": "Plāns", "description": "an amount in LVL", **number},
        {"name": "spent", "title": "Izpilde", "description": "an amount in LVL", "missingValues": ["", "<5"], **number},
        {"name": "left", "title": "Atlikums", "description": "an amount in LVL; = plan - spent", **number},
        {"name": "spent_pct", "title": "%", "description": "= 100 * spent / plan", "missingValues": ["", "-"], **number},
    ]
    assert resource["title"] == "Projekta kopsavilkums"


def test_the_page_to_read_tells_in_the_report_s_language_what_there_is() -> None:
    plain = replace(REPORT, demonstration=False, lang="en")
    told = files(plain)["README.txt"].decode().splitlines()
    assert [*told[:3], told[6], *told[9:]] == [
        "Pārskats",
        "P1, viss projekts",
        "As of 2014-12-31",
        "execution.csv: Izpilde (3 rows)",
        "Projekta kopsavilkums",
        "",
        "Uz: 2014-12-31",
        "Izlietots: 1,200.45",
        "Atlikums: –",
        "Izlietots ir daudz.",
        "Viss.",
        "Tagad.",
    ]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert package.render(REPORT) == package.render(replace(REPORT))


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.integers(-(10**20), 10**20))))
def test_any_texts_and_amounts_are_read_back(rows: list[tuple[str, int]]) -> None:
    """Texts come back as spreadsheets may have them: on one line, and never a formula; amounts to the cent."""
    columns = (Column("what", "Kas"), Column("sum", "Summa", MONEY))
    table = replace(TABLE, columns=columns, rows=tuple(map(Row, rows)))
    packed = files(replace(REPORT, sheets=(replace(REPORT.sheets[0], blocks=(table,)),)))
    (resource,) = json.loads(packed["datapackage.json"])["resources"]
    read = read_back(resource, packed[resource["path"]])
    assert [row["sum"] for row in read] == [Decimal(cents).scaleb(-2) for _, cents in rows]
    assert not [row["what"] for row in read if row["what"] and row["what"].lstrip().startswith(("=", "+", "-", "@", "\t"))]
