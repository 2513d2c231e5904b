"""Layouts: the one that is shipped, and what is said of one that is wrong."""

from pathlib import Path

import pytest
from registers import HEADINGS
from registers import layouts

from riga_grants.i18n import words
from riga_grants.layouts import COLUMNS
from riga_grants.layouts import load_layouts
from riga_grants.texts import folded

RIGHT = """
name = "mans"
kind = "costs"
sheet = "Lapa"
[columns]
line = ["Pozīcija"]
document-no = ["Nr."]
document-date = ["Datums"]
issuer = ["Kas"]
description = ["Par ko"]
amount = ["Summa"]
"""


def test_the_shipped_layout_knows_the_register() -> None:
    layout = layouts()["cost-register"]
    assert {layout.columns[folded(heading)]: column for column, heading in HEADINGS.items()} == {c: c for c in COLUMNS}
    assert layout.sheet == "Izmaksas"
    assert {"number", "project", "note"}.isdisjoint(layout.needed)
    assert {"amount", "in-kind", "issuer-reg"} <= set(layout.needed)


def test_a_small_layout_is_enough(tmp_path: Path) -> None:
    (tmp_path / "mans.toml").write_text(RIGHT + '[lines]\n"Algas" = "Staff:Social"\n', encoding="utf-8")
    found, findings = load_layouts(tmp_path)
    assert not findings
    assert found["mans"].lines == {"algas": "Staff:Social"}
    assert found["mans"].dates == ("day.month.year", "year-month-day")


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (lambda text: text.replace('name = "mans"', "name = 5"), "layout", "“name”"),
        (lambda text: text.replace('kind = "costs"', 'kind = "kosts"'), "layout", "“costs”"),
        (lambda text: text.replace('sheet = "Lapa"', ""), "layout", "“sheet”"),
        (lambda text: text.replace('sheet = "Lapa"', 'sheet = "Lapa"\nshet = "x"'), "layout-key", "“shet”"),
        (lambda text: text.replace("issuer =", "isuer ="), "layout-key", "“isuer”"),
        (lambda text: text.replace('amount = ["Summa"]', ""), "layout", "amount"),
        (lambda text: text.replace('["Summa"]', '["nr."]'), "layout", "no heading twice"),
        (lambda text: text.replace('["Summa"]', '"Summa"'), "layout", "“columns”"),
        (lambda text: 'dates = ["d.m.y"]\n' + text, "layout", "day.month.year"),
        (lambda text: 'optional = ["amount"]\n' + text, "layout", "“optional”"),
        (lambda text: "total = 5\n" + text, "layout", "“total”"),
        (lambda text: text + "[lines]\nAlgas = 5\n", "layout", "“lines”"),
        (lambda text: text + "[[", "layout", "cannot be read"),
    ],
)
def test_a_layout_that_is_wrong_is_a_finding_and_no_layout(tmp_path: Path, change: object, code: str, said: str) -> None:
    assert callable(change)
    (tmp_path / "mans.toml").write_text(change(RIGHT), encoding="utf-8")
    found, findings = load_layouts(tmp_path)
    assert not found
    assert [finding.code for finding in findings][:1] == [code]
    assert said in words(findings[0].message, "en")
    assert findings[0].place.file == str(tmp_path / "mans.toml")


def test_two_layouts_of_one_name_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "b.toml").write_text(RIGHT, encoding="utf-8")
    found, findings = load_layouts(tmp_path)
    assert list(found) == ["mans"]
    assert [finding.code for finding in findings] == ["layout"]
