"""A guessed layout as the text of its file, with how sure each line is; `# ?` marks what a person must look at."""

import json
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import Any

from riga_grants.guessing import Guess
from riga_grants.guessing.columns import Placed
from riga_grants.guessing.match import LIKELY
from riga_grants.guessing.match import SURE
from riga_grants.guessing.settings import Setting
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.importing.headings import BETWEEN
from riga_grants.layouts.synonyms import heading_key
from riga_grants.sheets import reference
from riga_grants.texts import plain

SCHEMA = "./layout.schema.json"
_WIDTH = 128


def render(guess: Guess, file: str, lang: str) -> str:
    """Give the text of the layout file; `file` is the name of the workbook it was guessed from."""
    settings = {setting.key: setting for setting in guess.settings}
    lines = [
        f"#:schema {SCHEMA}",
        *_comment(tr("A proposal, made from “{file}”. Look at every line marked “# ?”.", lang, file=plain(file).text)),
        "",
        f"name = {value(guess.name)}",
        f"kind = {value(guess.kind)}",
        *([f"sheets = {value(list(guess.sheets))}"] if guess.sheets else []),
        *_header_row(guess, lang),
        *(line for key, setting in settings.items() if "." not in key for line in _setting(key, setting, lang)),
        *_table("constants", settings, lang),
        *(f"# {said}" for said in for_the_command(guess, lang)),
        "",
        "[columns]",
        *(line for one in _by_place(guess) if one.column != "amounts" for line in _column(guess, one, lang)),
        *(line for column in guess.lacking for line in _lacking(column, lang)),
        *(line for one in _by_place(guess) if one.column == "amounts" for line in _amounts(guess, one, lang)),
        *_table("negative", settings, lang),
        *_table("findings", settings, lang),
        *_unplaced(guess, lang),
    ]
    return "\n".join(lines) + "\n"


def value(said: Any) -> str:  # noqa: ANN401 - whatever a layout may say
    """Write a value as TOML does. JSON's strings are TOML's, but for one control character and lone surrogates."""
    if isinstance(said, date):
        return said.isoformat()
    if isinstance(said, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {value(one)}" for key, one in said.items()) + " }"
    if isinstance(said, list | tuple):
        return "[" + ", ".join(map(value, said)) + "]"
    if isinstance(said, str):
        return json.dumps("".join(char for char in said if unicodedata.category(char) != "Cs"), ensure_ascii=False).replace(
            "\x7f", "\\u007f"
        )
    return json.dumps(said)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else value(key)


def _comment(said: str) -> list[str]:
    return [f"# {plain(said).text}"]


def _said(line: str, why: str, *, asked: bool) -> list[str]:
    """Put the reason beside a line, or above it where that would be too long; `# ?` where a person must look at it."""
    led = f"# ? {plain(why).text}" if asked else f"# {plain(why).text}"
    return [f"{line}  {led}"] if len(line) + len(led) + 2 <= _WIDTH else [led, line]


def _setting(key: str, setting: Setting, lang: str) -> list[str]:
    return _said(f"{key} = {value(setting.value)}", words(setting.reason, lang), asked=setting.asked)


def _table(name: str, settings: Mapping[str, Setting], lang: str) -> Iterator[str]:
    """Write the settings of one table."""
    found = [(key.partition(".")[2], setting) for key, setting in settings.items() if key.startswith(f"{name}.")]
    if found and name == "constants":
        inside = ", ".join(f"{key} = {value(setting.value)}" for key, setting in found)
        yield from _said(
            f"{name} = {{ {inside} }}", words(found[0][1].reason, lang), asked=any(setting.asked for _, setting in found)
        )
    elif found:
        yield ""
        yield f"[{name}]"
        for key, setting in found:
            yield from _setting(key, setting, lang)


def for_the_command(guess: Guess, lang: str) -> Iterator[str]:
    """Say how the command of an import states what no column does."""
    for column in guess.for_the_command:
        option = "--project CODE" if column == "project" else f"--set {column}=2014-12-31"
        yield tr("“{column}” has no column: state it in each import, {option}", lang, column=column, option=option)


def _by_place(guess: Guess) -> list[Placed]:
    return sorted(guess.placed, key=lambda one: (one.at < 0, one.at))


def _header_row(guess: Guess, lang: str) -> Iterator[str]:
    """Name the row of the headings where no column is named by its heading, so that nothing else finds it."""
    if guess.rows and not any("headings" in _place(guess, one.at) for one in guess.placed if one.at >= 0):
        why = tr("no column has a heading of its own, so they are named by their letters", lang)
        yield from _said(f"header-row = {guess.rows.first + 1}", why, asked=False)


def _column(guess: Guess, one: Placed, lang: str) -> list[str]:
    place = _place(guess, one.at)
    said = [place["headings"]] if "headings" in place else place
    spec = said[0] if isinstance(said, list) else said
    return _said(f"{one.column} = {value(spec)}", _why(one, lang), asked=one.match.sure < LIKELY)


def _place(guess: Guess, at: int) -> dict[str, Any]:
    """Name a column by its heading; by its letters where it has none that can be seen, or shares it with another column."""
    parts = next((one.parts for one in guess.seen if one.at == at), ())
    heading = "".join(char for char in BETWEEN.join(parts) if unicodedata.category(char)[0] != "C")
    others = {heading_key(said) for one in guess.seen if one.at != at for said in _spellings(one.parts)}
    shared = heading_key(heading) in others or any(heading_key(said) in _taken(guess, at) for said in _spellings(parts))
    if shared or not heading_key(heading).strip("* "):
        return {"position": reference((0, at))[:-1]}
    return {"headings": [heading]}


def _taken(guess: Guess, at: int) -> set[str]:
    """Give the headings of the other columns that are read."""
    placed = {one.at for one in guess.placed} - {at}
    return {heading_key(one.heading) for one in guess.seen if one.at in placed}


def _spellings(parts: Sequence[str]) -> list[str]:
    return [BETWEEN.join(parts[start:]) for start in range(len(parts))]


def _why(one: Placed, lang: str) -> str:
    return f"{one.match.sure} %: {words(one.match.reason, lang)}"


def _amounts(guess: Guess, one: Placed, lang: str) -> Iterator[str]:
    yield ""
    yield from _said("[[amounts]]", _why(one, lang), asked=one.match.sure < SURE)
    if one.at >= 0:
        for key, said in _place(guess, one.at).items():
            yield f"{key} = {value(said)}"
    for key, stated in one.states.items():
        yield f"{key} = {value(stated)}"


def _lacking(column: str, lang: str) -> list[str]:
    said = tr("needed, and no column was found for it: fill in its heading, and take away the first #", lang)
    return _said(f'# {column} = ["…"]', said, asked=True)


def _unplaced(guess: Guess, lang: str) -> Iterator[str]:
    if guess.unplaced:
        yield ""
        yield from _comment(tr("These columns are not read:", lang))
    for one in guess.unplaced:
        yield f"#   {reference((0, one.at))[:-1]}  {plain(one.heading).text or '–'}"
