"""Read `grant-*` directives into the model, with a finding for each that cannot be taken as it stands.

One table says what each directive may hold; one function reads them all. What directives mean together (do the sources
make the total, does the period exist) is for `checks`.
"""

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import PurePath
from typing import Any

from beancount.core import account as account_types
from beancount.core.amount import Amount
from beancount.core.data import Custom
from beancount.core.data import Open

from riga_grants import names
from riga_grants.agreements.forms import FORMS
from riga_grants.agreements.forms import ON_ALL
from riga_grants.agreements.forms import Form
from riga_grants.agreements.kinds import ACCOUNT
from riga_grants.agreements.kinds import TEXT
from riga_grants.agreements.kinds import Kind
from riga_grants.agreements.kinds import Wrong
from riga_grants.directives import AnyDirective
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Directive
from riga_grants.directives import Indicator
from riga_grants.directives import Instalment
from riga_grants.directives import Line
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.directives import Project
from riga_grants.directives import Published
from riga_grants.directives import Rule
from riga_grants.directives import Seal
from riga_grants.directives import Source
from riga_grants.directives import Waiver
from riga_grants.directives import Withdrawn
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.names import finding


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
    known = {**dict.fromkeys(names.PROVENANCE, TEXT), **ON_ALL, **form.metadata}
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
            if key in form.metadata or key not in names.PROVENANCE:
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
    if form.record is Rule:
        fields |= _rule_value(fields.pop("value"))
    if form.record is BudgetVersion:
        fields["project"] = project_of(fields["account"])
    if "severity" in fields:
        fields["severity"] = Severity[fields["severity"].upper()]
    return form.record(dated=entry.date, place=place, **fields)


def _rule_value(value: Any) -> dict[str, Any]:  # noqa: ANN401 - a value as it was written
    """Put a rule's value into the field of its kind."""
    if isinstance(value, bool):
        return {"on": value}
    if isinstance(value, Amount):
        return {"cents": to_cents(value.number or Decimal(0)), "currency": value.currency}
    if isinstance(value, str):
        return {"words": tuple(part.strip() for part in value.split(","))}
    return {"value": value}


def project_of(account: str) -> str:
    """Give the project's part of a budget line's account; "" where the account is not one."""
    parts = account.split(":")
    return parts[1] if parts[0] == names.COST and len(parts) > 2 else ""  # noqa: PLR2004 - root, project, line


def _duplicates(records: Iterable[Directive]) -> list[Finding]:
    """Find two versions of one fact dated on the same day: neither can be said to replace the other."""
    by_record = {form.record: (name, form.key) for name, form in FORMS.items()}
    seen: dict[Hashable, Directive] = {}
    findings = []
    for record in (one for one in records if not isinstance(one, PeriodState)):  # a period can be closed twice on a day
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
                str(meta.get(names.EKK) or ""),
                str(meta.get(names.FUNCTIONAL) or ""),
                Place(meta["filename"], meta["lineno"]),
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
                of(Instalment),
                of(Waiver),
                tuple(sorted(of(PeriodState), key=lambda state: (state.dated, state.place))),
                of(Seal),
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
