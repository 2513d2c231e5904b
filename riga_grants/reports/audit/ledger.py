"""The auditor's general ledger, and the turnover of the accounts with the trial balance."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports.audit.journal import Journal
from riga_grants.reports.audit.journal import Key
from riga_grants.reports.audit.journal import Posted
from riga_grants.reports.audit.journal import journal
from riga_grants.reports.audit.journal import whose
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

SHARED = "*"
_NAMES = {
    names.BANK: N_("Bank"),
    names.ADVANCE: N_("Advance of a funder"),
    names.RECEIVABLE: N_("Owed by a funder"),
    names.REPAYABLE: N_("To be returned to a funder"),
    names.PAYABLE: N_("Suppliers and staff"),
    names.EARNED: N_("Earned co-financing"),
    names.IN_KIND: N_("Contributions in kind"),
    names.REVENUE: N_("Revenue of the project"),
    names.INELIGIBLE: N_("Ineligible costs"),
}
"""What accounts are called that are no line of a budget, by their first two parts."""


class Account(NamedTuple):
    """An account of a project's ledger in a period, in one currency. Amounts are cents; debit is +, a credit's turnover too."""

    project: str
    account: str
    currency: str
    whose: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """What stands on the account at the end."""
        return self.opening + self.debit - self.credit


class Kept(NamedTuple):
    """What the books hold of the projects asked about: their journals, and the accounts in them, both in their order."""

    journals: Sequence[tuple[Asked, Journal]]
    accounts: Sequence[Account]

    @property
    def broken(self) -> int:
        """How many postings are not whole cents, and so stand in no sum."""
        return sum(one.broken for _, one in self.journals)


def keep(request: Request) -> Kept:
    """Collect the journals of all projects asked about; a transaction that two of them share stands in both."""
    codes = frozenset(request.books.agreements)
    journals = [(one, journal(request.books, one)) for one in request.projects]
    return Kept(journals, [_account(one.code, key, found, codes) for one, found in journals for key in found.posted])


def _account(code: str, key: Key, found: Journal, codes: frozenset[str]) -> Account:
    amounts = [one.cents for one in found.posted[key] if one.cents is not None]
    debit = sum(cents for cents in amounts if cents > 0)
    return Account(code, *key, whose(key[0], code, codes), found.openings[key], debit, debit - sum(amounts))


def _scope(account: Account, lang: str) -> str:
    return tr("shared", lang) if account.whose == SHARED else account.whose


def ledger(request: Request, kept: Kept) -> Table:
    """Make the general ledger: of each account what stood before, every posting with what then stands, and its turnover."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang), width=10),
        Column("account", tr("Account", lang), CODE, width=34),
        Column("other", tr("Other project's or shared", lang), width=12),
        Column("currency", tr("Currency", lang), width=9),
        Column("date", tr("Date", lang), DAY, width=12.5),
        Column("entry", tr("Entry No.", lang), NUMBER, width=10),
        Column("document_no", tr("Document No.", lang), width=18),
        Column("issuer", tr("Issuer or payee", lang), width=30),
        Column("narration", tr("Details", lang), width=46),
        Column("debit", tr("Debit", lang), MONEY, width=14),
        Column("credit", tr("Credit", lang), MONEY, width=14),
        Column("balance", tr("Balance", lang), MONEY, width=15),
        Column("flag", tr("Flag", lang), width=6),
        Column("place", tr("File and line of the ledger", lang), CODE, width=56),
    )
    accounts = {(one.project, one.account, one.currency): one for one in kept.accounts}
    rows: list[Row] = []
    for one, found in kept.journals:
        for key, posted in found.posted.items():
            rows += _of_account(accounts[one.code, *key], posted, len(rows), lang)
    title = tr("General ledger", lang)
    return Table("ledger", title, columns, rows, register=True, empty=tr("No postings are booked.", lang))


def _of_account(account: Account, posted: Sequence[Posted], at: int, lang: str) -> Iterator[Row]:
    """Give the rows of an account, the first of which stands at a place of the table."""
    about = (account.project, account.account, _scope(account, lang), account.currency)
    blank = ("", "", "", "")
    opening = (*about, *blank, tr("Opening balance", lang), "", "", account.opening, "", "")
    yield Row(opening, look=SUBTOTAL, key=account.account)
    balance = account.opening
    for day, number, document_no, issuer, narration, cents, exact, flag, place in posted:
        debit: Value
        credit: Value
        if cents is None:
            debit, credit = (f"{exact:f}", "") if exact > 0 else ("", f"{-exact:f}")
        else:
            balance += cents
            debit, credit = (cents, "") if cents >= 0 else ("", -cents)
        yield Row((*about, day, number, document_no, issuer, narration, debit, credit, balance, flag, place))
    closing = (*about, *blank, tr("Turnover and closing balance", lang), account.debit, account.credit, balance, "", "")
    yield Row(closing, look=SUBTOTAL, sums=tuple(range(at + 1, at + 1 + len(posted))), key=account.account)


def turnover(request: Request, kept: Kept) -> Table:
    """Make the turnover of the accounts: opening, turnover and closing by debit and credit, with the totals that must agree."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang)),
        Column("account", tr("Account", lang), CODE),
        Column("name", tr("Name", lang)),
        Column("other", tr("Other project's or shared", lang)),
        Column("currency", tr("Currency", lang)),
        Column("opening_debit", tr("Opening balance, debit", lang), MONEY),
        Column("opening_credit", tr("Opening balance, credit", lang), MONEY),
        Column("debit", tr("Turnover, debit", lang), MONEY),
        Column("credit", tr("Turnover, credit", lang), MONEY),
        Column("closing_debit", tr("Closing balance, debit", lang), MONEY),
        Column("closing_credit", tr("Closing balance, credit", lang), MONEY),
    )
    rows: list[Row] = []
    for one in request.projects:
        own = [account for account in kept.accounts if account.project == one.code]
        for currency in dict.fromkeys(account.currency for account in own):
            rows += _of_currency(one, [account for account in own if account.currency == currency], len(rows), lang)
    title = tr("Turnover of the accounts and trial balance", lang)
    return Table("turnover", title, columns, rows, empty=tr("No postings are booked.", lang))


def _of_currency(one: Asked, accounts: Sequence[Account], at: int, lang: str) -> Iterable[Row]:
    """Give the accounts of a project in one currency, the first of which stands at a place of the table, and their total."""
    rows = [Row((*_words(one, account, lang), *_amounts(account)), key=account.account) for account in accounts]
    total = [sum(column) for column in zip(*map(_amounts, accounts), strict=True)]
    words = (one.code, "", tr("TOTAL", lang), "", accounts[0].currency)
    return [*rows, Row((*words, *total), look=TOTAL, sums=tuple(range(at, at + len(rows))), key=one.code)]


def _words(one: Asked, account: Account, lang: str) -> tuple[str, ...]:
    line = one.now.lines.get(account.account)
    name = line.title(lang) if line else tr(_NAMES.get(":".join(account.account.split(":")[:2]), ""), lang)
    return account.project, account.account, name, _scope(account, lang), account.currency


def _amounts(account: Account) -> tuple[int, ...]:
    opening, closing = account.opening, account.closing
    return max(0, opening), max(0, -opening), account.debit, account.credit, max(0, closing), max(0, -closing)
