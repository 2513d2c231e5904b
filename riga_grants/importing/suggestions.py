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
from itertools import pairwise
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
from riga_grants.importing.rules_schema import EXPECTED
from riga_grants.importing.rules_schema import MATCHED
from riga_grants.importing.rules_schema import RULES
from riga_grants.importing.rules_schema import schema
from riga_grants.lines import lines_of
from riga_grants.lines import named
from riga_grants.names import finding
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

    def fits(self, said: str, code: str) -> bool:
        """Say whether a cost of the right supplier fits; of a joined code the last part counts too."""
        return (self.said is None or matches(self.said, said)) and (
            self.account_code is None
            or (code != "" and any(matches(self.account_code, part) for part in (code, code.rpartition(".")[2])))
        )


@dataclass(frozen=True)
class Rules:
    """The rules in their order, and the books' entries, which tell the line of each supplier's last cost.

    Rules that are not `sound` have errors, and suggest nothing.
    """

    rules: Sequence[Rule] = ()
    entries: Sequence[Any] = field(default=(), repr=False)
    sound: bool = True
    _known: dict[tuple[str, str], Sequence[Rule]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def suggest(self, asked: Asked) -> Suggestion | None:
        """Give the line that the first fitting rule says, or else the supplier's last cost; None where nothing says one."""
        said, code = spelt(asked.description), folded(asked.account_code)
        for rule in self._for(asked.project, asked.issuer):
            if rule.fits(said, code):
                return Suggestion(rule.accounts[asked.project], f"{_RULE}{rule.name}")
        last = self._last_of(asked) if self.sound else None
        return last and as_before(last)

    def booked(self, content: Content) -> Booked | None:
        """Give the cost in the books whose line was suggested once and that says the same; `content` names no line."""
        return self._index.by_key.get(key(content, 0))

    def _for(self, project: str, issuer: str) -> Sequence[Rule]:
        """Give the rules for a supplier in a project; registers have many rows of few suppliers."""
        if (project, issuer) not in self._known:
            supplier = spelt(issuer)
            self._known[project, issuer] = [
                rule
                for rule in self.rules
                if project in rule.accounts and (rule.supplier is None or matches(rule.supplier, supplier))
            ]
        return self._known[project, issuer]

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


def spelt(shown: str) -> str:
    """Spell a name or a text as it is compared: its words between spaces; quotes, dots and hyphens fall away."""
    return f" {words_only(shown)} "


def load(root: Path, books: Books) -> tuple[Rules, list[Finding]]:
    """Read the rules of a set of books and hold them against its projects; where one is wrong, nothing is suggested at all.

    Books without importers/rules.toml have no rules; the lines of their suppliers' last costs are suggested.
    """
    path = root / FILE
    if not path.is_file():
        return Rules((), books.entries), []
    try:
        written = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        message = text("The rules cannot be read: {problem}", problem=str(problem))
        return Rules((), books.entries, sound=False), [finding("rules", message, Place(str(path)))]
    places = _places(written, data.get(RULES), Place(str(path)))
    findings = _wrong(data, places)
    given = [] if findings else data.get(RULES, [])
    placed = list(zip(given, _accounts(given, books), strict=True))
    for place, (one, accounts) in zip(places[1:], placed, strict=False):
        findings += () if accounts else _unplaced(one, books, place)
    rules = [] if findings else [_rule(one, accounts) for one, accounts in placed]
    return Rules(rules, books.entries, sound=not findings), findings


def _places(written: str, rules: object, file: Place) -> list[Place]:
    """Give the place of the file and of each rule in it: its line, where the file writes each as a table."""
    count = len(rules) if isinstance(rules, list) else 0
    lines = [written.count("\n", 0, match.start()) + 1 for match in _HEAD.finditer(written)]
    return [file, *(file._replace(line=line) for line in (lines if len(lines) == count else [0] * count))]


def _wrong(data: Mapping[str, Any], places: Sequence[Place]) -> list[Finding]:
    """Find what no rule can say."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only an import reads rules

    errors = sorted(Draft202012Validator(schema()).iter_errors(data), key=lambda one: [f"{part:>9}" for part in one.path])
    numbers = [int(one.absolute_path[1]) + 1 if len(one.absolute_path) > 1 else 0 for one in errors]
    found = [_findings(error, places[number]) for error, number in zip(errors, numbers, strict=True)]
    return [one for some in found for one in some]


def _findings(error: "ValidationError", place: Place) -> Iterator[Finding]:
    given = error.instance if isinstance(error.instance, dict) else {}
    if error.validator == "additionalProperties" and isinstance(error.schema, dict):
        known = error.schema["properties"]
        for name in (name for name in given if name not in known):
            yield finding("rules-key", text("“{key}” is unknown in the rules.", key=name, known=", ".join(known)), place)
    elif error.validator == "anyOf":
        if given.keys() <= EXPECTED.keys():  # otherwise it is a key that is misspelt
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


def _rule(rule: Mapping[str, str], accounts: Mapping[str, str]) -> Rule:
    supplier, said, code = (rule.get(name) for name in MATCHED)
    return Rule(
        supplier and pattern(supplier),
        said and pattern(said),
        code and folded(code).split("*"),
        accounts,
        rule.get("name") or ", ".join(filter(None, (supplier, said, code))),
    )


def pattern(written: str) -> Pattern:
    """Spell a pattern as texts are spelt: a word ends where no asterisk stands behind it."""
    spelling = _BETWEEN_WORDS.sub(" ", folded(written)).strip()
    start, end = ("" if spelling.startswith("*") else " "), ("" if spelling.endswith("*") else " ")
    return f"{start}{spelling}{end}".split("*")


def matches(parts: Pattern, shown: str) -> bool:
    """Say whether a text, spelt as its pattern is, fits all of it; of two parts that end and begin a word the gap is one."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return shown == first
    at, end = len(first), len(shown) - len(last)
    for before, part in pairwise(parts[:-1]):
        found = shown.find(part, at - _shared(before, part), end + _shared(part, last))
        if found < 0:
            return False
        at = found + len(part)
    return at - _shared(parts[-2], last) <= end and shown.startswith(first) and shown.endswith(last)


def _shared(before: str, after: str) -> int:
    return int(before.endswith(" ") and after.startswith(" "))
