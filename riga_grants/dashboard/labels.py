"""The words of our pages' own controls, in the reader's language.

Templates take them from here, because only texts in Python are collected for translation.
"""

from functools import cache
from typing import NamedTuple

from riga_grants.i18n import tr
from riga_grants.wording import DASH
from riga_grants.wording import DEMONSTRATION


class Labels(NamedTuple):
    """A word or sentence for each control. `{n}` and `{all}` are filled in by the page's script."""

    skip: str
    pages: str
    on_page: str
    demonstration: str
    not_stated: str
    problem: str
    filtered: str
    as_of: str
    choose_day: str
    slide: str
    show: str
    earlier: str
    later: str
    find: str
    counted: str
    counted_with_totals: str
    unfold: str
    fold: str
    below: str
    behind: str
    files: str
    chart: str


@cache
def labels(lang: str) -> Labels:
    """Give the words in a language."""
    return Labels(
        skip=tr("Skip to the figures", lang),
        pages=tr("Pages of the projects", lang),
        on_page=tr("On this page", lang),
        demonstration=tr(DEMONSTRATION, lang),
        not_stated=tr(DASH, lang),
        problem=tr("This page cannot be made", lang),
        filtered=tr("Filtered", lang),
        as_of=tr("As of", lang),
        choose_day=tr("The day that the figures count to", lang),
        slide=tr("Slide to another day; press Enter to show it", lang),
        show=tr("Show", lang),
        earlier=tr("Back to", lang),
        later=tr("On to", lang),
        find=tr("Find rows", lang),
        counted=tr("Rows shown: {n} of {all}", lang),
        counted_with_totals=tr("Rows shown: {n} of {all}; the totals are of all rows", lang),
        unfold=tr("Expand all", lang),
        fold=tr("Collapse all", lang),
        below=tr("Lines below", lang),
        behind=tr("The table behind it", lang),
        files=tr("Files", lang),
        chart=tr("Chart", lang),
    )
