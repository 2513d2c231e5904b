"""What a layout file may say, as a JSON Schema: one table for the check when it is read and for completion in an editor."""

from collections.abc import Mapping
from typing import Any
from typing import Final

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.columns import KINDS
from riga_grants.dates import FORMS
from riga_grants.declarations import DRAFT
from riga_grants.declarations import TEXT_FORM
from riga_grants.declarations import Schema
from riga_grants.declarations import table_of
from riga_grants.declarations import told
from riga_grants.i18n import N_
from riga_grants.money import ROUNDINGS
from riga_grants.names import SEVERITY_WORDS

MOST_HEADER_ROWS: Final = 4

KEYS_OF_A_COST: Final = ("line", "document-no", "document-date", "issuer", "issuer-reg", "description", "amount")
"""The columns that may identify a row of costs, besides its project."""

STATES: Final = ("planned", "reached")
"""What the figures of an indicator may be."""

ADJUSTABLE: Final = (
    "after-total",
    "amount-ambiguous",
    "amount-currency",
    "amount-fraction",
    "amount-large",
    "amount-merged",
    "amount-missing",
    "amount-rounded",
    "amount-shown",
    "amount-sign",
    "amount-unreadable",
    "amounts-differ",
    "before-header",
    "cell-error",
    "cell-missing",
    "column-duplicate",
    "column-hidden",
    "column-unread",
    "date-ambiguous",
    "date-implausible",
    "date-outside",
    "date-unreadable",
    "document-overclaimed",
    "formula-no-value",
    "header-second",
    "issuer-reg",
    "line-not-budgeted",
    "line-suggested",
    "net-and-tax",
    "parts-differ",
    "period-closed",
    "personal-data",
    "row-hidden",
    "sheet-hidden",
    "sheet-unread",
    "text-below",
    "text-changed",
    "text-inside",
    "total-differs",
    "total-missing",
)
"""The findings whose severity a layout may say. The others miss what is needed, or are a matter of the books."""

_OF_KINDS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("sign", "negative", "in-kind", "not-in-kind", "key"), frozenset({COSTS})),
    **dict.fromkeys(("project-code", "remainder"), frozenset({AGREEMENTS})),
    "amounts": frozenset({BUDGET, AGREEMENTS, INDICATORS}),
    **dict.fromkeys(("rounding", "multiply", "currency", "rates"), frozenset({COSTS, BUDGET, AGREEMENTS})),
}
"""The kinds of sheet that a key has a meaning for, where that is not all of them."""

_LIST: Final = N_('a list of texts, such as ["Kopā"]')
_WORDS: Final[Schema] = {"type": "array", "items": TEXT_FORM, "title": _LIST}
_SOME_WORDS: Final[Schema] = {**_WORDS, "minItems": 1}
_MEANINGS: Final[Schema] = {"type": "object", "additionalProperties": TEXT_FORM, "title": N_("a table of texts")}
_ROW: Final[Schema] = {"type": "integer", "minimum": 1, "title": N_("a whole number from 1 on")}
_BOOLEAN: Final[Schema] = {"type": "boolean", "title": N_("true or false")}
_POSITION: Final[Schema] = {
    "type": "string",
    "pattern": "^[A-Z]{1,3}$",
    "title": N_('the letter of a column as the spreadsheet shows it, such as "C"'),
}
_PLACE: Final[Schema] = {"headings": _SOME_WORDS, "position": _POSITION}
_SPECIFICATION: Final[Schema] = {
    "oneOf": [
        _SOME_WORDS,
        {
            "type": "object",
            "properties": _PLACE,
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
            "title": N_("a table"),
        },
    ],
    "title": N_('a list of headings, such as ["Amount"], or { position = "C" }'),
}
_RATE: Final[Schema] = {
    "type": "string",
    "pattern": r"^(?=.*[1-9])[0-9]+(\.[0-9]+)?$",
    "title": N_('a number above 0 in quotes, such as "0.702804"'),
}
_SEVERITY: Final[Schema] = {"enum": [str(severity) for severity in SEVERITY_WORDS]}
_CURRENCY: Final = "^[A-Z]{3}$"
_CONSTANT: Final[Schema] = {"type": ["string", "number", "boolean"], "title": N_("a text, a number, a date, or true or false")}

_DEFINED: Final[Mapping[str, Schema]] = {
    "column": _SPECIFICATION,
    "constant": _CONSTANT,
    "meanings": _MEANINGS,
    "severity": _SEVERITY,
    "some-words": _SOME_WORDS,
    "text": TEXT_FORM,
    "words": _WORDS,
}
"""The forms that the published schema names, because many keys have them."""


def schema(kind: str) -> Schema:
    """Give the schema of the layouts of one kind of sheet; of an unknown kind, what all have in common."""
    if kind not in KINDS:
        return {**table_of(_general()), "additionalProperties": True, "required": ["name", "kind"]}
    properties = {**_general(), **_of_columns(kind)}
    said = {key: form for key, form in properties.items() if kind in _OF_KINDS.get(key, KINDS)}
    return {**table_of(said), "required": ["name", "kind"]}


def published() -> Schema:
    """Give the schema of all layouts, for editors: what all kinds have in common once, and then what each kind may say."""
    told = {key: {"description": form["description"]} for kind in KINDS for key, form in _of_columns(kind).items()}
    cases = []
    for kind in KINDS:
        of_kind = schema(kind)["properties"]
        then = {
            "propertyNames": {"enum": list(of_kind)},
            "properties": {key: form for key, form in of_kind.items() if key in told},
        }
        cases.append({"if": {"properties": {"kind": {"const": kind}}}, "then": then})
    whole = {
        "$schema": DRAFT,
        "title": "riga-grants layout",
        "type": "object",
        "properties": {**_general(), **told},
        "required": ["name", "kind"],
        "allOf": cases,
    }
    return {**_referring(whole), "$defs": _DEFINED}


def _referring(form: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Put a reference in the place of each form that is used often."""
    for name, defined in _DEFINED.items():
        if form == defined:
            return {"$ref": f"#/$defs/{name}"}
    if isinstance(form, dict):
        return {key: _referring(part) for key, part in form.items()}
    return [_referring(part) for part in form] if isinstance(form, list) else form


def _general() -> dict[str, Schema]:
    """Give the keys whose form is the same for all kinds of sheet."""
    return {
        "name": told(TEXT_FORM, N_("the layout's own name, for --layout")),
        "kind": told({"enum": list(KINDS)}, N_("what the rows are: costs, budget, agreements or indicators")),
        "sheets": told(_SOME_WORDS, N_("the sheets to read, by name; * stands for any letters; all if not said")),
        "header-row": told(_ROW, N_("the first row of the headings, if they are not to be looked for")),
        "header-rows": told(
            {
                "type": "integer",
                "minimum": 0,
                "maximum": MOST_HEADER_ROWS,
                "title": N_("a whole number from 0 to 4"),
            },
            N_("how many rows the headings take: 1 if not said, 0 for a sheet without headings"),
        ),
        "header-within": told(_ROW, N_("in how many first rows the headings are looked for: 30 if not said")),
        "synonyms": told(_BOOLEAN, N_("true: the columns that are not named here are found by their usual headings")),
        "dates": told(
            {"type": "array", "items": {"enum": list(FORMS)}, "minItems": 1, "title": _LIST},
            N_("the forms of dates typed as text: day.month.year and year-month-day if not said"),
        ),
        "decimal": told({"enum": [",", "."]}, N_("the mark before the cents, where amounts are text")),
        "rounding": told({"enum": list(ROUNDINGS)}, N_("what is done with fractions of a cent: they are refused if not said")),
        "remainder": told(TEXT_FORM, N_("the funder whose part takes the cent that is lost in rounding the parts")),
        "multiply": told(_ROW, N_("by how much amounts are multiplied: 1000 for thousands")),
        "currency": told(
            {"type": "string", "pattern": _CURRENCY, "title": N_('the three letters of a currency, such as "EUR"')},
            N_("the currency of the amounts, where neither cells nor headings show it"),
        ),
        "rates": told(
            {
                "type": "object",
                "propertyNames": {"pattern": _CURRENCY, "title": N_('the three letters of a currency, such as "EUR"')},
                "additionalProperties": _RATE,
                "title": N_("a table of texts"),
            },
            N_('how many units of a currency are one of the project\'s, such as LVL = "0.702804"'),
        ),
        "sign": told({"enum": ["as-is", "reversed"]}, N_("reversed: the sheet shows costs as negative amounts")),
        "not-stated": told(_WORDS, N_("the words that stand for an amount or a date that is not stated")),
        "in-kind": told(_WORDS, N_("the words of the column in-kind that mean yes")),
        "not-in-kind": told(_WORDS, N_("the words of the column in-kind that mean no")),
        "total": told(_WORDS, N_("the words of the row of the total; of several such rows the last is the total")),
        "skip": told(_WORDS, N_("the words of rows that are left out, such as subtotals; * stands for any letters")),
        "end": told(_WORDS, N_("the words that begin what stands below the table; * stands for any letters")),
        "personal": told(
            {"enum": ["warn", "refuse", "mask"]}, N_("what is done with personal data in texts: warn if not said")
        ),
        "findings": told(
            table_of(dict.fromkeys(ADJUSTABLE, _SEVERITY)),
            N_("how severe a finding is: error, warning or note"),
        ),
        "delimiter": told(
            {"enum": [",", ";", "\t", "|"]}, N_("what separates the cells of a text file, if it is not to be found out")
        ),
        "encoding": told(
            {"enum": ["utf-8", "utf-16", "windows-1257"]}, N_("how a text file is encoded, if it is not to be found out")
        ),
    }


def _of_columns(kind: str) -> dict[str, Schema]:
    """Give the keys that name the columns of one kind of sheet."""
    columns = list(KINDS[kind].columns)
    one_of_them: Schema = {"enum": columns}
    some_of_them: Schema = {"type": "array", "items": one_of_them, "title": N_('a list of columns, such as ["note"]')}
    fixed: dict[str, Schema] = dict.fromkeys(KINDS[kind].fixed, TEXT_FORM)
    if kind == AGREEMENTS:
        fixed["rest"] = {"const": True}
    elif kind == INDICATORS:
        fixed["state"] = {"enum": list(STATES)}
    return {
        "columns": told(table_of(dict.fromkeys(columns, _SPECIFICATION)), N_("for each column its headings, or its position")),
        "amounts": told(
            {"type": "array", "items": table_of({**_PLACE, **fixed}), "title": N_("one [[amounts]] for each column")},
            N_("columns of amounts that each stand for a period, a funder or a state"),
        ),
        "constants": told(
            table_of(dict.fromkeys(columns, _CONSTANT)), N_("the value of a column that the sheet does not have")
        ),
        "values": told(table_of(dict.fromkeys(columns, _MEANINGS)), N_("for each column what its words mean in the books")),
        "optional": told(some_of_them, N_("columns that a sheet may lack")),
        "negative": told(
            table_of(dict.fromkeys(columns, _SOME_WORDS)), N_("the words in a column that make a row's amount negative")
        ),
        "section": told(one_of_them, N_("the column that a heading inside the table states for the rows below it")),
        "fill-down": told(some_of_them, N_("columns whose blank cells repeat the cell above")),
        "key": told(
            {"type": "array", "items": {"enum": list(KEYS_OF_A_COST)}, "minItems": 1, "title": some_of_them["title"]},
            N_("the columns by which a changed row is known again"),
        ),
        "project-code": told(
            {
                **table_of({"prefix": TEXT_FORM, "from": {**some_of_them, "minItems": 1}, "digest": _BOOLEAN}),
                "required": ["prefix", "from"],
            },
            N_("how a project's code is made where the list has none: a prefix and the columns it is made from"),
        ),
    }
