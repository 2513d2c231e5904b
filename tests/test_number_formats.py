"""Number formats: the currency that one shows, and the number that it shows instead of the one that is stored."""

import pytest
from containers import archive
from containers import ods_parts
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.sheets.formats import honest
from riga_grants.sheets.formats import mark
from riga_grants.sheets.formats import shown
from riga_grants.sheets.look import style
from riga_grants.sheets.odf_formats import Styles
from riga_grants.sheets.parse import parse

ACCOUNTING = r'_-* #,##0.00\ _€_-;\-* #,##0.00\ _€_-;_-* "-"??\ _€_-;_-@_-'


@pytest.mark.parametrize(
    ("code", "number", "what"),
    [
        ("General", 1234.567, None),
        ("@", 1234.567, None),
        ("0.00", 1234.567, None),  # a person sees 1234.57, which is the amount to the cent
        ("#,##0.00", -1234.567, None),
        (ACCOUNTING, -1234.567, None),
        ("#,##0.00;[Red]#,##0.00", -12.3, None),  # the colour tells the sign
        ("0.00;(0.00)", -12.3, None),
        ("0.00%", 0.12345, None),
        ("dd.mm.yyyy", 41670.5, None),
        ("[h]:mm", 1.5, None),
        ("# ?/?", 12.5, None),
        ("# ?/?", 12.34, "37/3"),
        ("# ?/8", 12.34, "99/8"),
        ("0", 12.0, None),
        ("0", 12.4, "12"),
        ("0", -12.4, "-12"),
        ("0", 0.4, "0"),
        ('0" EUR"', 12.5, "13"),
        ("0.0", 12.25, "12.3"),
        ("0.#", 12.04, "12"),
        ("0%", 0.126, None),  # half a cent of 1
        ("0%", 123.4567, None),
        ("#,##0,", 1_234_567.0, "1235"),
        ("0.0,", 1200.0, "1.2"),
        ("0.0,,", -1_250_000.0, "-1.3"),
        ("0.00;0.00", -5.0, "5.00"),  # the sign is lost
        (";;;", 5.0, ""),
        (";;;", 0.0, None),  # nothing is hidden but nothing
        ("0.00;-0.00;", 0.0, None),
        ('"slēpts"', 5.0, "slēpts"),
        ("0.00E+00", 1_234_567.0, "1.23E+6"),
        ("##0.0E+0", 12_345.0, "1.234E+4"),
        ("[<1000]0.00;[>=1000]0.0,;0", 999.99, None),
        ("[<1000]0.00;[>=1000]0.0,;0", 2500.0, "2.5"),
        ("[<0]0.00", 5.0, None),  # no section is for it: Excel shows ####, which is no other number
        ("0", float("inf"), None),
        ("", 1.5, None),
        ("0." + "0" * 100, 1.5, None),
    ],
)
def test_a_format_that_shows_another_number_is_told(code: str, number: float, what: str | None) -> None:
    assert shown(code, number) == what


@given(number=st.floats(-1e9, 1e9), places=st.integers(2, 6))
def test_a_format_with_two_decimals_never_shows_another_number(number: float, places: int) -> None:
    for code in (f"#,##0.{'0' * places}", f"0.{'0' * places};[Red]-0.{'0' * places}", ACCOUNTING):
        assert honest(code)
        assert shown(code, number) is None


@given(number=st.floats(allow_nan=False), code=st.text(alphabet='0#?.,;%E+-/[]<>=1"\\_* @', max_size=20))
def test_no_format_breaks_the_look(number: float, code: str) -> None:
    """What is called honest is never found to show another number."""
    assert not (honest(code) and shown(code, number) is not None and len(code.split(";")) == 1)


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("#,##0.00", ""),
        ("[$€-426] #,##0.00", "EUR"),
        ('#,##0.00 "Ls"', "LVL"),
        ("[$$-409]#,##0.00", "USD"),
        ("0.00 [$CHF]", "CHF"),
        ("0.00 [$Ls-426]", "LVL"),
        ("#,##0.00 [$kr-41D]", "KR"),
        ("[$EUR] [$-426]0.00", "EUR"),
        ("0.00%", "%"),
        ("[$-426]0.00", ""),
        ('0.00 "rubļi"', ""),
        (ACCOUNTING, ""),  # leaves the room of a €, and shows none
        (r"0.00\$", "USD"),
    ],
)
def test_the_currency_of_a_number_format_is_known(code: str, currency: str) -> None:
    assert style(code).mark == currency


@pytest.mark.parametrize(
    ("heading", "currency"), [("Summa, EUR", "EUR"), ("Summa (€)", "EUR"), ("Summa, Ls", "LVL"), ("Summa", "")]
)
def test_the_currency_of_a_heading_is_known(heading: str, currency: str) -> None:
    assert mark(heading) == currency


def test_a_hostile_number_format_takes_no_time() -> None:
    """With a pattern that goes back over what it has read, this would not end."""
    assert mark("[$" * 30_000) == "USD"
    assert mark("[$" + "x" * 200_000) == "USD"
    assert shown("0" * 200_000, 1.5) == "2"
    assert shown("[" * 200_000, 1.5) == ""
    assert shown("0" + "%" * 200_000, 1e300) is None
    assert shown("0" + "," * 200_000, 1e300) == "0"


TWO = '<number:number number:decimal-places="2"/>'
NONE = '<number:number number:decimal-places="0"/>'


def number_style(content: str, kind: str = "number", name: str = "N1") -> str:
    return f'<number:{kind}-style style:name="{name}">{content}</number:{kind}-style>'


def applied(condition: str, name: str) -> str:
    return f'<style:map style:condition="value(){condition}" style:apply-style-name="{name}"/>'


@pytest.mark.parametrize(
    ("styles", "number", "currency", "what"),
    [
        (number_style('<number:number number:min-integer-digits="1"/>'), 1.234, "", None),  # General
        (number_style(TWO), 1.234, "", None),
        (number_style(NONE), 12.4, "", "12"),
        (number_style('<number:number number:decimal-places="3" number:min-decimal-places="1"/>'), 12.5, "", None),
        (number_style('<number:number number:decimal-places="1" number:display-factor="1000"/>'), 1200.0, "", "1.2"),
        (number_style('<number:number number:decimal-places="0" number:display-factor="1000000"/>'), 1e6, "", "1"),
        (number_style(f"{TWO}<number:text> Ls</number:text>"), 5.0, "LVL", None),
        (number_style(f"<number:currency-symbol>€</number:currency-symbol>{TWO}", "currency"), 5.0, "EUR", None),
        (number_style(f"{TWO}<number:currency-symbol>CZK</number:currency-symbol>", "currency"), 5.0, "CZK", None),
        (number_style(f"{NONE}<number:text>%</number:text>", "percentage"), 0.5, "%", None),
        (number_style("<number:text/>"), 5.0, "", ""),
        (number_style("<number:text>slēpts</number:text>"), 5.0, "", "slēpts"),
        (number_style("<number:fraction number:min-denominator-digits='1'/>"), 12.34, "", "37/3"),
        (number_style("<number:fraction number:denominator-value='8'/>"), 12.34, "", "99/8"),
        (number_style('<number:scientific-number number:decimal-places="1"/>'), 1234.0, "", "1.2E+3"),
        (number_style("<number:text-content/>", "text"), 1.234, "", None),
        (number_style(TWO, name="P") + number_style(f"{TWO}{applied('>=0', 'P')}"), -5.0, "", "5.00"),
        (number_style(TWO, name="P") + number_style(f"<number:text>-</number:text>{TWO}{applied('>=0', 'P')}"), -5.0, "", None),
        (
            number_style(TWO, name="P")
            + number_style(f'<style:text-properties fo:color="#ff0000"/>{TWO}{applied(">=0", "P")}'),
            -5.0,
            "",
            None,
        ),
        (number_style(NONE, name="P") + number_style(f"{TWO}{applied('!=0', 'P')}"), 5.4, "", "5"),
        (number_style(NONE, name="P") + number_style(f"{TWO}{applied('something', 'P')}"), 5.4, "", None),
    ],
)
def test_the_formats_of_opendocument_mean_the_same(styles: str, number: float, currency: str, what: str | None) -> None:
    cell = f'<table:table-cell table:style-name="ce1" office:value-type="float" office:value="{number}"/>'
    table = f'<table:table table:name="L"><table:table-row>{cell}</table:table-row></table:table>'
    # The cell's style stands on another one, which has the format.
    chain = (
        '<style:style style:name="base" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="base"/>'
    )
    (sheet,) = parse(archive(ods_parts(table, styles + chain)), lambda _: None)
    assert sheet.marks == ({(0, 0): currency} if currency else {})
    assert sheet.shown == ({} if what is None else {(0, 0): what})


def test_styles_that_stand_on_each_other_in_a_circle_end() -> None:
    styles = Styles(cells={"a": ("", "b"), "b": ("", "a")})
    assert styles.of_cell("a") == style("")
