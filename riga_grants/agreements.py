"""Read `grant-*` directives into the model, with a finding for each that cannot be taken as it stands.

One table says what each directive may hold; one function reads them all. What directives mean together (do the sources
make the total, does the period exist) is for `checks`.
"""

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import PurePath
from typing import Any
from typing import NamedTuple

from beancount.core import account as account_types
from beancount.core.amount import Amount
from beancount.core.data import Custom
from beancount.core.data import Open

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.model import AnyDirective
from riga_grants.model import BudgetVersion
from riga_grants.model import Directive
from riga_grants.model import Indicator
from riga_grants.model import Line
from riga_grants.model import Period
from riga_grants.model import Project
from riga_grants.model import Published
from riga_grants.model import Rule
from riga_grants.model import Source
from riga_grants.model import Withdrawn
from riga_grants.money import to_cents
from riga_grants.names import finding


class Kind(NamedTuple):
    """A kind of value: how a user writes it, how it is called in a finding, and how it is taken into the model."""

    example: str
    expected: str
    take: Callable[[Any], Any]


class Wrong(Exception):  # noqa: N818 - never leaves this module
    """The value is not of the expected kind."""


def _of(kind: type) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:  # noqa: ANN401 - a directive's value may be anything until here
        if type(value) is not kind:
            raise Wrong
        return value

    return take


def _filled(value: Any) -> str:  # noqa: ANN401
    if type(value) is not str or not value.strip():
        raise Wrong
    return value


def _account_part(value: Any) -> str:  # noqa: ANN401
    whole = f"{names.COST}:{_filled(value)}"
    if ":" in value or value in names.NOT_PROJECTS or not account_types.is_valid(whole):
        raise Wrong
    return str(value)


def _period_name(value: Any) -> str:  # noqa: ANN401
    if _filled(value) == names.WHOLE_PROJECT:
        raise Wrong
    return str(value)


def _one_of(*choices: str) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not str or value not in choices:
            raise Wrong
        return value

    return take


def _amount(value: Any) -> Amount:  # noqa: ANN401
    if type(value) is not Amount or value.number is None:
        raise Wrong
    if value.number < 0:
        raise Wrong
    to_cents(value.number)
    return value


def _or_not_stated(kind: Kind) -> Kind:
    def take(value: Any) -> Any:  # noqa: ANN401
        return None if isinstance(value, str) and value == names.NOT_STATED else kind.take(value)

    return kind._replace(take=take)


TEXT = Kind('"…"', N_("a text in quotes"), _filled)
CODE = Kind('"RGAP"', N_("a code in quotes, such as “RGAP”"), _filled)
PART = Kind('"RGAP"', N_("a code that can be part of an account's name, such as “RGAP”"), _account_part)
PERIOD = Kind('"2014"', N_("a name other than “total”, which every project has"), _period_name)
DATE = Kind("2014-01-28", N_("a date such as 2014-01-28"), _of(date))
NUMBER = Kind("100", N_("a number"), _of(Decimal))
AMOUNT = Kind("1000 EUR", N_("an amount in whole cents, 0 or more, such as 1000.00 EUR"), _amount)
ACCOUNT = Kind("Expenses:RGAP:Rent", N_("an account such as Expenses:RGAP:Rent"), _filled)
BOOLEAN = Kind("TRUE", N_("TRUE or FALSE"), _of(bool))
ACTUALS = Kind('"not-stated"', N_("“stated” or “not-stated”"), _one_of("stated", names.NOT_STATED))
SOURCE_KIND = Kind('"own"', N_("“funder” or “own”"), _one_of("funder", names.OWN))
STATE = Kind('"planned"', N_("“planned” or “reached”"), _one_of("planned", "reached"))
SEVERITY = Kind('"error"', N_("“error”, “warning” or “note”"), _one_of("error", "warning", "note"))
RULE = Kind(f'"{names.LINE_FLEXIBILITY}"', N_("the name of a rule"), _filled)


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


ABOUT_A_PROJECT = {"name-en": TEXT, "contract": TEXT, "beneficiary": TEXT, "programme": TEXT}
ON_ALL = {"source": TEXT, "note": TEXT, "differs": TEXT, "differs-en": TEXT}

FORMS: Mapping[str, Form] = {
    "grant-project": Form(
        Project,
        {"code": PART, "name": TEXT, "start": DATE, "end": _or_not_stated(DATE), "budget": _or_not_stated(AMOUNT)},
        1,
        {**ABOUT_A_PROJECT, "currency": CODE, "actuals": ACTUALS, "demonstration": BOOLEAN},
        ("code",),
    ),
    "grant-source": Form(
        Source,
        {"project": CODE, "funder": PART, "ceiling": _or_not_stated(AMOUNT)},
        0,
        {"kind": SOURCE_KIND, "name": TEXT, "name-en": TEXT, "payer": TEXT, "budget-holder": TEXT},
        ("project", "funder"),
    ),
    "grant-period": Form(
        Period, {"project": CODE, "name": PERIOD, "start": DATE, "end": DATE}, 0, {"closed": DATE}, ("project", "name")
    ),
    "grant-budget": Form(
        BudgetVersion,
        {"account": ACCOUNT, "period": TEXT, "amount": _or_not_stated(AMOUNT)},
        0,
        {"decision": TEXT},
        ("account", "period"),
    ),
    "grant-rule": Form(
        Rule, {"project": CODE, "name": RULE, "value": NUMBER, "severity": SEVERITY}, 1, {}, ("project", "name")
    ),
    "grant-indicator": Form(
        Indicator,
        {"project": CODE, "name": CODE, "period": TEXT, "state": STATE, "value": _or_not_stated(NUMBER)},
        0,
        {"unit": TEXT, "title": TEXT},
        ("project", "name", "period", "state"),
    ),
    "grant-published": Form(Published, {"project": CODE, "what": CODE, "amount": AMOUNT}, 0, {}, ("project", "what")),
    names.WITHDRAWN: Form(Withdrawn, {"key": TEXT}, 0, {}, ("key",)),
}


def read(entries: Iterable[Any]) -> tuple[dict[str, Agreement], list[Finding]]:
    """Read all agreements out of Beancount's entries (sorted by date); give them by project code, and the findings."""
    entries = list(entries)
    findings: list[Finding] = []
    records: list[Directive] = []
    lasting: dict[Hashable, dict[str, Any]] = {}
    for entry in entries:
        if isinstance(entry, Custom) and entry.type.startswith(names.PREFIX):
            record, wrong = _read_one(entry, lasting)
            findings += wrong
            if record is not None and not isinstance(record, Withdrawn):
                records.append(record)
    findings += _duplicates(records)
    agreements, unknown = _gather(records, _lines(entries))
    return agreements, findings + unknown


def _read_one(entry: Custom, lasting: dict[Hashable, dict[str, Any]]) -> tuple[Directive | None, list[Finding]]:
    """Read one directive; `lasting` holds what earlier versions said of themselves, and takes up what this one says."""
    place = Place(entry.meta["filename"], entry.meta["lineno"])
    form = FORMS.get(entry.type)
    if form is None:
        message = text("There is no directive “{name}”.", name=entry.type, known=", ".join(FORMS))
        return None, [finding("directive-unknown", message, place)]
    values, wrong = _positional(entry, form, place)
    meta, unknown = _metadata(entry, form, place)
    wrong += unknown
    if wrong:
        return None, wrong
    if form.record in (Project, Source):
        about = lasting.setdefault((entry.type, *(values[field] for field in form.key)), {})
        about.update((key, value) for key, value in meta.items() if key.replace("_", "-") in form.metadata)
        meta = {**about, **meta}
    return _record(entry, form, {**values, **meta}, place), _currencies(entry, values, place)


def _currencies(entry: Custom, values: Mapping[str, Any], place: Place) -> list[Finding]:
    """Find a project whose amount and `currency:` contradict each other."""
    amount, currency = values.get("budget"), entry.meta.get("currency")
    if amount is None or currency in (None, amount.currency):
        return []
    message = text("The amount is in {found}, the project's currency is {expected}.", found=amount.currency, expected=currency)
    return [finding("budget-currency", message, place, values["code"])]


def _positional(entry: Custom, form: Form, place: Place) -> tuple[dict[str, Any], list[Finding]]:
    """Take the values in order; a wrong count or kind is a finding that shows how the directive is written."""
    given = entry.values or []
    written = form.written(entry.type)
    if not len(form.values) - form.optional <= len(given) <= len(form.values):
        message = text(
            "{name} has {found} values where {expected} are expected.",
            name=entry.type,
            found=len(given),
            expected=len(form.values),
            form=written,
        )
        return {}, [finding("directive-values", message, place)]
    taken: dict[str, Any] = {}
    findings = []
    for number, ((field, kind), value) in enumerate(zip(form.values.items(), given, strict=False), 1):
        is_account = value.dtype == account_types.TYPE
        try:
            # A text where an account belongs, or the other way round, has a value of the right type but another meaning.
            taken[field] = kind.take(value.value if is_account == (kind is ACCOUNT) else None)
        except (Wrong, UserDataError):
            message = _not_of_kind(text("Value {number} of {name}", number=number, name=entry.type), value.value, kind, written)
            findings.append(finding("directive-values", message, place))
    return taken, findings


def _metadata(entry: Custom, form: Form, place: Place) -> tuple[dict[str, Any], list[Finding]]:
    """Take the metadata keys that the form knows; any other key is a finding that names the known ones."""
    known = {**ON_ALL, **form.metadata, **dict.fromkeys(names.PROVENANCE, TEXT)}
    taken: dict[str, Any] = {}
    findings = []
    for key, value in entry.meta.items():
        if key in {"filename", "lineno"} or key.startswith("__"):
            continue
        if key not in known:
            message = text("{name} has no key “{key}”.", name=entry.type, key=key, known=", ".join(known))
            findings.append(finding("directive-key", message, place))
            continue
        try:
            kept = known[key].take(value)
            if key not in names.PROVENANCE:
                taken[key.replace("-", "_")] = kept
        except (Wrong, UserDataError):
            subject = text("“{key}” of {name}", key=key, name=entry.type)
            example = f"{key}: {known[key].example}"
            findings.append(finding("directive-values", _not_of_kind(subject, value, known[key], example), place))
    return taken, findings


def _not_of_kind(subject: Text, value: object, kind: Kind, written: str) -> Text:
    return text(
        "{subject} is “{found}”, expected {kind}.",
        subject=subject,
        found=str(value),
        kind=Text(kind.expected, {}),
        form=written,
    )


def _record(entry: Custom, form: Form, taken: dict[str, Any], place: Place) -> Directive:
    """Turn the taken values into the model's fields: amounts into cents and their currency, words into flags."""
    fields: dict[str, Any] = dict(taken)
    for written, field in (("amount", "cents"), ("ceiling", "ceiling_cents"), ("budget", "budget_cents")):
        if written in fields:
            amount = fields.pop(written)
            fields[field] = None if amount is None else to_cents(amount.number)
            if amount is not None:
                fields["currency"] = amount.currency
    if form.record is Project:
        fields["actuals_stated"] = fields.pop("actuals", "") != names.NOT_STATED
        fields["currency"] = fields.get("currency") or "EUR"
    if form.record is BudgetVersion:
        fields["project"] = project_of(fields["account"])
    if "severity" in fields:
        fields["severity"] = Severity[fields["severity"].upper()]
    return form.record(dated=entry.date, place=place, **fields)


def project_of(account: str) -> str:
    """Give the project's part of a budget line's account; "" where the account is not one."""
    parts = account.split(":")
    return parts[1] if parts[0] == names.COST and len(parts) > 2 else ""  # noqa: PLR2004 - root, project, line


def _duplicates(records: Iterable[Directive]) -> list[Finding]:
    """Find two versions of one fact dated on the same day: neither can be said to replace the other."""
    by_record = {form.record: (name, form.key) for name, form in FORMS.items()}
    seen: dict[Hashable, Directive] = {}
    findings = []
    for record in records:
        name, fields = by_record[type(record)]
        key = (name, record.dated, *(getattr(record, field) for field in fields))
        if key in seen:
            message = text(
                "{name} for {key} stands twice on {day}; the other is {place}.",
                name=name,
                key=", ".join(str(part) for part in key[2:]),
                day=record.dated,
                place=str(seen[key].place.under(PurePath(seen[key].place.file).parent)),
            )
            findings.append(finding("directive-duplicate", message, record.place, code_of(record)))
        seen.setdefault(key, record)
    return findings


def code_of(record: Directive) -> str:
    """Give the code of the project that a directive is about."""
    return str(getattr(record, "code", "") or getattr(record, "project", ""))


def _lines(entries: Iterable[Any]) -> dict[str, dict[str, Line]]:
    """Read the opened cost accounts, by project code and account."""
    lines: dict[str, dict[str, Line]] = {}
    for entry in entries:
        if isinstance(entry, Open) and (code := project_of(entry.account)):
            meta = entry.meta
            lines.setdefault(code, {})[entry.account] = Line(
                entry.account,
                str(meta.get(names.POSITION) or ""),
                str(meta.get(names.NAME) or ""),
                str(meta.get(names.NAME_EN) or ""),
                meta.get(names.ACTUALS) != names.NOT_STATED,
            )
    return lines


def _gather(
    records: Iterable[Directive], lines: Mapping[str, Mapping[str, Line]]
) -> tuple[dict[str, Agreement], list[Finding]]:
    """Put the records together by project; one about a project that is not declared is a finding."""
    by_code = {code: list(group) for code, group in groupby(sorted(records, key=code_of), key=code_of)}
    agreements: dict[str, Agreement] = {}
    findings = []
    for code, group in by_code.items():
        of = _picker(group)
        if projects := of(Project):
            agreements[code] = Agreement(
                code,
                projects,
                of(Source),
                of(Period),
                of(BudgetVersion),
                of(Rule),
                of(Indicator),
                of(Published),
                lines.get(code, {}),
            )
        elif code:
            message = text("There is no project “{code}”.", code=code)
            findings += [finding("project-unknown", message, record.place) for record in group]
        else:
            message = text("A budget stands on an account that is not a project's line.")
            findings += [finding("budget-account", message, record.place) for record in group]
    return agreements, findings


def _picker(group: Iterable[Directive]) -> "Callable[[type[AnyDirective]], tuple[AnyDirective, ...]]":
    def of(record: type[AnyDirective]) -> tuple[AnyDirective, ...]:
        return tuple(sorted((one for one in group if isinstance(one, record)), key=lambda one: one.dated))

    return of
