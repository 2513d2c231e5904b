"""Languages: Latvian and English words, numbers and dates.

English is the language of the message ids; `locale/lv.po` holds the Latvian, an ordinary gettext catalogue that any
translation tool opens. It is read as it stands, so there is no compiled copy to go stale. Its plural header is written by
hand, because the one Babel knows for Latvian is wrong for 11 to 19.
"""

import gettext
import io
import locale
import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from riga_grants.errors import InLanguages
from riga_grants.errors import Percent
from riga_grants.errors import Text
from riga_grants.errors import Value

LANGUAGES = ("lv", "en")
LANGUAGE_VARIABLE = "RIGA_GRANTS_LANG"

_LATVIAN = str.maketrans({",": "\u00a0", ".": ","})


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message that is translated later, where it is shown."""
    return msgid


def default_language(environ: Mapping[str, str] | None = None) -> str:
    """Say which language to speak: RIGA_GRANTS_LANG, else the locale's, else English."""
    environ = os.environ if environ is None else environ
    wished = [environ.get(name, "") for name in (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")]
    named = next((name for name in wished if name), None) or locale.getlocale()[0] or ""
    return "lv" if named.lower().startswith(("lv", "latvian")) else "en"


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """Load the catalogue of a language (one of LANGUAGES)."""
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.GNUTranslations(compiled(Path(__file__).parent / "locale" / f"{lang}.po", lang))


def compiled(catalogue_file: Path, lang: str) -> io.BytesIO:
    """Compile a catalogue in memory."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - English never needs it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    made = io.BytesIO()
    with catalogue_file.open("rb") as source:
        write_mo(made, read_po(source, locale=lang))
    made.seek(0)
    return made


def tr(msgid: str, lang: str, /, **values: Value) -> str:
    """Give a message in a language, with its values filled in."""
    words = catalogue(lang).gettext(msgid) if msgid else ""
    return words.format(**{name: show(value, lang) for name, value in values.items()}) if values else words


def trn(one: str, many: str, n: int, lang: str) -> str:
    """Give a counted message in a language; `{n}` in it stands for the number."""
    return catalogue(lang).ngettext(one, many, n).format(n=n)


def words(message: Text, lang: str) -> str:
    """Give a Text in a language."""
    return tr(message.msgid, lang, **message.values)


def show(value: Value, lang: str) -> str:
    """Show a value inside a sentence: money with two decimals, dates in the language's written form."""
    if isinstance(value, Percent):
        return show_percent(value.value, lang)
    if isinstance(value, InLanguages):
        return (lang == "en" and value.en) or value.lv
    if isinstance(value, Text):
        return words(value, lang)
    if isinstance(value, Decimal):
        return show_money(value, lang)
    if isinstance(value, date):
        return show_date(value, lang)
    return str(value)


def show_money(amount: Decimal, lang: str) -> str:
    """Show an amount with two decimals: `1 234,50` (no-break space) in Latvian, `1,234.50` in English.

    A half cent goes to the even one. Written as Babel does (a test compares them), in a thirtieth of its time.
    """
    shown = f"{amount:,.2f}"
    return shown.translate(_LATVIAN) if lang == "lv" else shown


def show_number(number: Decimal, lang: str) -> str:
    """Show a number with the decimals that it has: `1 234` (no-break space) in Latvian, `1,234` in English."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - half of all commands print no number

    return format_decimal(number, "#,##0.######", locale=lang)


def show_percent(value: Decimal | None, lang: str) -> str:
    """Show a percentage that is already rounded; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value}".replace(".", "," if lang == "lv" else ".")


def show_date(day: date, lang: str) -> str:
    """Show a date as registers write it: 28.01.2014 in Latvian, 2014-01-28 in English."""
    return day.strftime("%d.%m.%Y") if lang == "lv" else day.isoformat()
