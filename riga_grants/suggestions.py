"""Budget lines by rule, for registers without a column for the line: importers/rules.toml, then the supplier's last line.

A suggestion is no more than that: its cost is parked until somebody confirms the line (`reviews`).
"""

import re
import tomllib
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from riga_grants.booked import Booked
from riga_grants.booked import Index
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.costs import Content
from riga_grants.costs import key
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import PARKED
from riga_grants.lines import lines_of
from riga_grants.lines import named
from riga_grants.names import finding
from riga_grants.rules_schema import EXPECTED
from riga_grants.rules_schema import MATCHED
from riga_grants.rules_schema import RULES
from riga_grants.rules_schema import schema
from riga_grants.texts import folded
from riga_grants.texts import words_only

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

FILE = Path("importers", "rules.toml")

_RULE, _LAST = "rule: ", "last: "
_HEAD = re.compile(rf"^[ \t]*\[\[[ \t]*{RULES}[ \t]*\]\]", re.MULTILINE)
_BETWEEN_WORDS = re.compile(r"[^\w*]+")


class Asked(NamedTuple):
    """What a row tells of a cost whose line is sought; "" for what it does not tell."""

    project: str
    issuer: str
    issuer_reg: str
    description: str
    account_code: str


class Suggestion(NamedTuple):
    """A line's account, and why it is suggested: `mark` is what the ledger keeps of the reason, in no language."""

    account: str
    mark: str

    @property
    def reason(self) -> Text:
        """The reason in words."""
        return reason(self.mark)


def reason(mark: str) -> Text:
    """Word what the ledger keeps of why a line is suggested."""
    if mark.startswith(_RULE):
        return text("the rule “{rule}”", rule=mark.removeprefix(_RULE))
    document, _, day = mark.removeprefix(_LAST).rpartition(" ")
    try:
        return text("the supplier's last cost, {document} of {day}", document=document, day=date.fromisoformat(day))
    except ValueError:  # no import has written it
        return text("“{reason}”", reason=mark)


Pattern = Sequence[str]
"""What must stand at the beginning, in between in this order, and at the end; all of it, where it is one text."""


class Rule(NamedTuple):
    """One rule: patterns (None: anything fits), and the account that it suggests in each project that it is for."""

    supplier: Pattern | None
    said: Pattern | None
    account_code: Pattern | None
    accounts: Mapping[str, str]
    name: str

    def fits(self, supplier: str, said: str, code: str) -> bool:
        """Say whether a cost fits; supplier and text are spelt as patterns are. Of a joined code the last part counts too."""
        return (
            (self.supplier is None or _matches(self.supplier, supplier))
            and (self.said is None or _matches(self.said, said))
            and (
                self.account_code is None
                or _matches(self.account_code, code)
                or _matches(self.account_code, code.rpartition(".")[2])
            )
        )


@dataclass(frozen=True)
class Rules:
    """The rules in their order, and the books' entries, which tell the line of each supplier's last cost."""

    rules: Sequence[Rule] = ()
    entries: Sequence[Any] = field(default=(), repr=False)

    def suggest(self, asked: Asked) -> Suggestion | None:
        """Give the line that the first fitting rule says, or else the supplier's last cost; None where nothing says one."""
        supplier, said, code = _spelt(asked.issuer), _spelt(asked.description), folded(asked.account_code)
        for rule in self.rules:
            if asked.project in rule.accounts and rule.fits(supplier, said, code):
                return Suggestion(rule.accounts[asked.project], f"{_RULE}{rule.name}")
        last = self._last_of(asked)
        return last and as_before(last)

    def booked(self, content: Content) -> Booked | None:
        """Give the cost in the books whose line was suggested once and that says the same; `content` names no line."""
        return self._index.by_key.get(key(content, 0))

    def _last_of(self, asked: Asked) -> Booked | None:
        by_number = self._last.get((asked.project, asked.issuer_reg)) if asked.issuer_reg else None
        found = by_number or self._last.get((asked.project, words_only(asked.issuer)))
        if found is None or by_number:
            return found
        # Two companies may share a name, but not a number.
        return None if asked.issuer_reg and found.content.issuer_reg else found

    @cached_property
    def _index(self) -> Index:
        return index(self.entries)

    @cached_property
    def _last(self) -> Mapping[tuple[str, str], Booked]:
        """The last confirmed cost by project and supplier: by its number, and by its name."""
        last: dict[tuple[str, str], Booked] = {}
        for cost in self._index.by_key.values():
            content = cost.content
            for supplier in filter(None, (content.issuer_reg, words_only(content.issuer)) if cost.flag != PARKED else ()):
                former = last.setdefault((content.project, supplier), cost)
                if former.content.document_date <= content.document_date:
                    last[content.project, supplier] = cost
        return last


def as_before(cost: Booked) -> Suggestion:
    """Suggest the line of a cost in the books."""
    return Suggestion(cost.content.account, f"{_LAST}{cost.content.document_no} {cost.content.document_date}")


def _spelt(shown: str) -> str:
    """Spell a name or a text as it is compared: its words between spaces; quotes, dots and hyphens fall away."""
    return f" {words_only(shown)} "


def load(root: Path, books: Books) -> tuple[Rules, list[Finding]]:
    """Read the rules of a set of books and hold them against its projects; a rule that is wrong is a finding and no rule.

    Books without importers/rules.toml have no rules, and so have those where that file cannot be read.
    """
    path = root / FILE
    if not path.is_file():
        return Rules((), books.entries), []
    try:
        written = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        message = text("The rules cannot be read: {problem}", problem=str(problem))
        return Rules((), books.entries), [finding("rules", message, Place(str(path)))]
    places = _places(written, data.get(RULES), Place(str(path)))
    wrong, findings = _wrong(data, places)
    sound = {} if 0 in wrong else {n: one for n, one in enumerate(data.get(RULES, ()), 1) if n not in wrong}
    accounts = _accounts(list(sound.values()), books)
    rules = []
    for (number, one), placed in zip(sound.items(), accounts, strict=True):
        findings += () if placed else _unplaced(one, books, places[number])
        rules.append(_rule(one, number, placed))
    return Rules(tuple(rules), books.entries), findings


def _places(written: str, rules: object, file: Place) -> dict[int, Place]:
    """Give the place of each rule, counted from 1: its line, where the file writes each as a table. 0 is the file's."""
    count = len(rules) if isinstance(rules, list) else 0
    lines = [written.count("\n", 0, match.start()) + 1 for match in _HEAD.finditer(written)]
    known = lines if len(lines) == count else [0] * count
    return {0: file, **{number: file._replace(line=line) for number, line in enumerate(known, 1)}}


def _wrong(data: Mapping[str, Any], places: Mapping[int, Place]) -> tuple[set[int], list[Finding]]:
    """Find what no rule can say; give the numbers of the rules that are wrong, 0 for the table as a whole."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only an import reads rules

    errors = sorted(Draft202012Validator(schema()).iter_errors(data), key=lambda one: [f"{part:>9}" for part in one.path])
    numbers = [int(one.absolute_path[1]) + 1 if len(one.absolute_path) > 1 else 0 for one in errors]
    found = [_findings(error, places[number]) for error, number in zip(errors, numbers, strict=True)]
    return set(numbers), [one for some in found for one in some]


def _findings(error: "ValidationError", place: Place) -> Iterator[Finding]:
    if error.validator == "additionalProperties" and isinstance(error.schema, dict) and isinstance(error.instance, dict):
        known = error.schema["properties"]
        for name in (name for name in error.instance if name not in known):
            yield finding("rules-key", text("“{key}” is unknown in the rules.", key=name, known=", ".join(known)), place)
    elif error.validator == "anyOf":
        message = text("The rule has none of {keys}, so it would fit every cost.", keys=", ".join(MATCHED))
        yield finding("rules", message, place)
    else:
        name = "line" if error.validator == "required" else str(error.path[-1])
        expected = Text(EXPECTED.get(name, EXPECTED[RULES]), {})
        message = text("“{key}” is missing in the rules, or wrong; expected: {expected}.", key=name, expected=expected)
        yield finding("rules", message, place)


def _accounts(rules: Sequence[Mapping[str, str]], books: Books) -> list[dict[str, str]]:
    """Find for each rule the account that its line is in each project that it is for and that has such a line."""
    accounts: list[dict[str, str]] = [{} for _ in rules]
    for code, agreement in books.agreements.items() if rules else ():
        lines = lines_of(agreement, {})
        for rule, placed in zip(rules, accounts, strict=True):
            account = named(agreement, lines, rule["line"]) if rule.get("project", code) == code else None
            if account:
                placed[code] = account
    return accounts


def _unplaced(rule: Mapping[str, str], books: Books, place: Place) -> Iterator[Finding]:
    """Tell why a rule suggests nothing in any project."""
    code = rule.get("project")
    if code is None:
        message = text("“{line}” is no line, or no single line, of any project.", line=rule["line"])
        yield finding("rules-line", message, place)
    elif code not in books.agreements:
        yield finding("rules", text("There is no project “{found}” in the books.", found=code), place)
    else:
        message = text("“{line}” is no line, or no single line, of {project}.", line=rule["line"], project=code)
        yield finding("rules-line", message, place, code)


def _rule(rule: Mapping[str, str], number: int, accounts: Mapping[str, str]) -> Rule:
    supplier, said, code = (rule.get(name) for name in MATCHED)
    return Rule(
        supplier and _pattern(supplier),
        said and _pattern(said),
        code and folded(code).split("*"),
        accounts,
        rule.get("name", str(number)),
    )


def _pattern(written: str) -> Pattern:
    """Spell a pattern as texts are spelt: a word ends where no asterisk stands behind it."""
    spelling = _BETWEEN_WORDS.sub(" ", folded(written)).strip()
    start, end = ("" if spelling.startswith("*") else " "), ("" if spelling.endswith("*") else " ")
    return f"{start}{spelling}{end}".split("*")


def _matches(pattern: Pattern, shown: str) -> bool:
    first, last = pattern[0], pattern[-1]
    if len(pattern) == 1:
        return shown == first
    at, end = len(first), len(shown) - len(last)
    for part in pattern[1:-1]:
        found = shown.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end and shown.startswith(first) and shown.endswith(last)
