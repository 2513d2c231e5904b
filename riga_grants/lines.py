"""Which budget line a cell of a register means: by position, name, or both, as the agreement writes them; or by its account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.names import COST
from riga_grants.texts import folded


@dataclass(frozen=True, slots=True)
class Lines:
    """A project's lines by the words that name them; words that could mean two lines name none.

    `budgeted` are the accounts of the latest budget; it is empty where the agreement has no budget by line.
    """

    by_words: Mapping[str, str]
    budgeted: frozenset[str]
    known: str

    def find(self, cell: str, number: bool) -> str | None:  # noqa: FBT001 - it is a property of the cell, as the text is
        """Give the account that a cell's text names, None for no line or several.

        A position in a cell that holds a number may have lost its last zero (1.10 is stored as 1.1), so both are looked for
        and must not both exist.
        """
        words = [folded(cell)]
        if number and "." in cell:
            words.append(words[0] + "0")
        found = {self.by_words[word] for word in words if word in self.by_words}
        return found.pop() if len(found) == 1 else None

    def in_budget(self, account: str) -> bool:
        """Say whether the latest budget has the line itself or a line above it."""
        return not self.budgeted or line_of(account, self.budgeted) in self.budgeted


def named(agreement: Agreement, lines: Lines, words: str) -> str | None:
    """Give the account of a line that is named as in a register, or by what its account is below Expenses:<project>:."""
    account = f"{COST}:{agreement.code}:{words}"
    return account if account in agreement.lines else lines.find(words, number=False)


def called(agreement: Agreement, lines: Lines, account: str, lang: str) -> str:
    """Give the words by which a line is shown in a language, and by which `named` finds it again."""
    line = agreement.lines.get(account)
    if line is None:
        return account
    position = line.position.rstrip(".")
    words = f"{position}. {line.title(lang)}" if position else line.title(lang)
    return words if lines.find(words, number=False) == account else account.split(":", 2)[2]


def lines_of(agreement: Agreement, explicit: Mapping[str, str]) -> Lines:
    """Collect the words for a project's lines; `explicit` is a layout's own table, which goes before them."""
    meanings: dict[str, set[str]] = {}
    for account, line in agreement.lines.items():
        names = [name for name in (line.name, line.name_en) if name]
        position = line.position.rstrip(".")
        words = [account, *names]
        if position:
            words += [position, f"{position}.", *(f"{position}{dot} {name}" for name in names for dot in (".", ""))]
        for word in words:
            meanings.setdefault(folded(word), set()).add(account)
    by_words = {word: accounts.pop() for word, accounts in meanings.items() if len(accounts) == 1}
    for word, below in explicit.items():
        account = f"{COST}:{agreement.code}:{below}"
        by_words.pop(word, None)
        if account in agreement.lines:
            by_words[word] = account
    latest = agreement.at(date.max)
    budgeted = latest.budgeted if latest else frozenset()
    titles = [f"{line.position} {line.name}".strip() for line in agreement.lines.values() if line.position or line.name]
    return Lines(by_words, budgeted, "; ".join(titles))
