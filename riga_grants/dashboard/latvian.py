"""Fava's own pages in Latvian: our words for them, and the choice of the language, in an application that we start.

Fava ships no Latvian, and takes no words but those in its own folder. So the catalogue, `locale/lv.po`, is compiled in memory
and laid where flask-babel keeps the catalogues that it has read; nothing is written. The words reach the pages' scripts in the
page itself. The form of numbers is another setting of the books, `locale`.
"""

from functools import cache
from pathlib import Path
from typing import Final

from babel.core import Locale
from babel.support import Translations
from fava import LOCALES
from fava.context import g
from fava.core import fava_options
from fava.util import get_translations
from flask import Flask
from flask import current_app
from flask import request

from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import compiled
from riga_grants.i18n import default_language

LATVIAN: Final = "lv"
CATALOGUE: Final = Path(__file__).parent / "locale" / "lv.po"
WISHED: Final = "LANGUAGE_WISHED"
"""The key of an application's configuration that holds the language wished at its start, "" for none."""


def install(app: Flask, lang: str = "") -> None:
    """Let an application of Fava speak Latvian too; call it before the ledgers are loaded. A second call only changes `lang`.

    `lang` is the language that its user wishes at its start, "" for none. The option `language "lv"`, which Fava refuses, is
    accepted from then on by every ledger of the process; to speak Latvian is given to this application only.
    """
    app.config[WISHED] = lang
    babel = app.extensions["babel"]
    babel.locale_selector = _chosen
    with app.app_context():
        catalogues = babel.instance.domain_instance.get_translations_cache(None)
    catalogues[LATVIAN, babel.default_domain] = catalogue()
    fava_options.get_translations = _file_of_words  # type: ignore[attr-defined] # imported there, and asked for each option


def wished() -> str:
    """Give the language wished for the request: the one said at the start, else the books' own, "" for neither.

    Of the languages that we speak it is the bare name, also where the books say `lv_LV` or `en_GB`.
    """
    wish = str(current_app.config.get(WISHED) or g.ledger.fava_options.language or "")
    bare = wish.partition("_")[0]
    return bare if bare in LANGUAGES else wish


@cache
def catalogue() -> Translations:
    """Give the Latvian words of Fava's pages."""
    return Translations(compiled(CATALOGUE, LATVIAN))


def _chosen() -> str:
    """Choose the language of a page: the wished one, else the browser's, else the system's."""
    return wished() or request.accept_languages.best_match((*LANGUAGES, *LOCALES)) or default_language()


def _file_of_words(locale: Locale) -> str | None:
    """Name the file with the words of a language, None where there is none (in place of Fava's function)."""
    return str(CATALOGUE) if locale.language == LATVIAN else get_translations(locale)
