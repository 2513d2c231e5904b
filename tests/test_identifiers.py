"""Registration numbers and account numbers: which are taken, and that a person's code is refused and never repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.errors import UserDataError
from riga_grants.identifiers import iban
from riga_grants.identifiers import registration_number

# All of them are made up; the check digits are right where nothing else is said.
TAKEN = {
    "40009999011": "40009999011",
    "4000 9999 011": "40009999011",
    "400099-99011": "40009999011",
    "LV40009999011": "40009999011",
    " lv 4000\u00a09999‑011 ": "40009999011",
    "EE100000007": "EE100000007",
    "ee 100000007": "EE100000007",
    "EE10345678": "EE10345678",
    "GB01234567": "GB01234567",
    "PL1000000006": "PL1000000006",
    "PL0000123456": "PL0000123456",
    "ATFN123456a": "ATFN123456A",
    "IT01019000049": "IT01019000049",  # with other letters before it, the number would be a personal code
}
PERSONAL = [
    "010190-12349",
    "01019012349",
    "010190 12349",
    "010190 - 12349",
    "010190–12349",
    "010190\u201112349",
    "LV010190-12349",
    "LV-01019012349",
    "010190-12345",  # a wrong check digit
    "PK 010190-12349",
    "pers. kods 010190-12349",
    "PK 01019012349",
    "010190-1234",  # a digit too few
    "320000-00008",
    "32000000008",
    "32000012345",  # a wrong check digit
    "1019012349",  # the spreadsheet took it for a number and dropped the 0
    "EE39901019992",
    "LT39901019992",
]
WRONG = {
    "40009999012": "“40009999012” is not a registration number.",
    "4000999901": "“4000999901” is not a registration number.",
    "400099990111": "“400099990111” is not a registration number.",
    "EE100000008": "“EE100000008” is not a registration number.",
    "PL1000000007": "“PL1000000007” is not a registration number.",
    "E1": "“E1” is not a registration number.",
    "LVX123": "“LVX123” is not a registration number.",
    "４0009999011": "“４0009999011” is not a registration number.",
    "NR 40009999011": "“NR 40009999011” is not a registration number.",
    "Reģ. nr. 40009999011": "“Reģ. nr. 40009999011” is not a registration number.",
    "SIA Nams": "“SIA Nams” is not a registration number.",
    "": "“” is not a registration number.",
    "janis@example.com": "“[e-pasts]” is not a registration number.",
    "40009999011 " * 9: f"“{('40009999011 ' * 9)[:60]}…” is not a registration number.",
    "010190123499": "The cell holds no registration number of a company.",
    "0101901234": "The cell holds no registration number of a company.",
}


@pytest.mark.parametrize(("shown", "compact"), TAKEN.items())
def test_a_company_is_known_by_its_number_however_it_is_spelt(shown: str, compact: str) -> None:
    assert registration_number(shown) == compact


@pytest.mark.parametrize("shown", PERSONAL)
def test_a_personal_code_is_refused_and_not_repeated(shown: str) -> None:
    with pytest.raises(UserDataError) as refused:
        registration_number(shown)
    assert refused.value.code == "personal-code"
    assert refused.value.reason == ("A personal code stands where a company's number belongs.", {})


@pytest.mark.parametrize(("shown", "message"), WRONG.items())
def test_another_number_is_refused_and_repeated_only_if_it_is_nobodys(shown: str, message: str) -> None:
    with pytest.raises(UserDataError) as refused:
        registration_number(shown)
    assert (refused.value.code, str(refused.value)) == ("issuer-reg", message)


@pytest.mark.parametrize("shown", ["LV69TEST0000000000001", "LV69 TEST 0000 0000 0000 1", "lv69-test-0000-0000-0000-1"])
def test_an_account_number_is_taken_without_its_spaces(shown: str) -> None:
    assert iban(shown) == "LV69TEST0000000000001"


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "LV",
        "LV70TEST0000000000001",
        "LV69TEST000000000001",
        "XX69TEST0000000000001",
        "LV69 TEST 0000 0000 0000 １",
        "LV69." * 99,
    ],
)
def test_another_account_number_is_refused_without_being_repeated(shown: str) -> None:
    with pytest.raises(UserDataError) as refused:
        iban(shown)
    assert (refused.value.code, refused.value.reason) == ("iban", ("The cell holds no valid account number (IBAN).", {}))


NUMBERS = st.text(alphabet="0123456789ABEFGILNPRSTVX -–", max_size=20) | st.from_regex(r"\A[A-Z]{2}[0-9A-Z]{2,13}\Z")


@given(st.text() | NUMBERS)
def test_a_text_is_a_number_or_is_refused_for_a_reason(shown: str) -> None:
    """What is taken stays as it is when it is taken again."""
    for read, codes in ((registration_number, {"personal-code", "issuer-reg"}), (iban, {"iban"})):
        try:
            compact = read(shown)
        except UserDataError as refused:
            code = refused.code
        else:
            code = next(iter(codes))
            assert read(compact) == compact
        assert code in codes
