"""Registration numbers of companies and numbers of accounts, checked by their check digits; no private person's code."""

import re
from functools import lru_cache

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.personal import excerpt
from riga_grants.personal import like_personal_code
from riga_grants.texts import DASHES

_LONGEST = 60
_GAPS = re.compile(rf"[{DASHES}\s]")
_PERSONAL = re.compile(rf"(?<![0-9])[0-3][0-9]{{5}}\s*[{DASHES}]\s*[0-9]+")
_ELEVEN = re.compile("[0-3][0-9]{10}")
_LIKE_PERSONAL = re.compile("[0-3][0-9]{8,}")
_FOREIGN = re.compile(r"(?!LV)[A-Z]{2}(?=(?:[A-Z]*[0-9]){4})[0-9A-Z]{4,13}")
_ACCOUNT = re.compile("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")
# Poland's court register has numbers as long as tax numbers, which never begin with 0, and without their check digit.
_OF_A_COURT = re.compile("PL0[0-9]{9}")


@lru_cache(2**14)  # a register repeats its suppliers
def registration_number(shown: str) -> str:
    """Give a company's registration number without spaces, hyphens and the prefix LV.

    A Latvian one is checked by its check digit. A foreign one begins with its country's two letters; if it has the shape of a
    tax number of the European Union, its check digit is checked too. Raises UserDataError with the code "personal-code" for
    what has the shape of somebody's personal code, Latvian, Estonian or Lithuanian, and never repeats it; with "issuer-reg" for
    anything else that is no such number.
    """
    from stdnum.lv import pvn  # noqa: PLC0415 - `check` reads no row

    compact = _compact(shown).removeprefix("LV")
    if _PERSONAL.search(shown) or _personal(compact):
        raise UserDataError(text("A personal code stands where a company's number belongs."), "personal-code")
    if pvn.is_valid(compact) or _foreign(compact):
        return compact
    if _LIKE_PERSONAL.fullmatch(compact):
        # It may be a personal code with a slip in it, so it is not repeated either.
        raise UserDataError(text("The cell holds no registration number of a company."), "issuer-reg")
    raise UserDataError(text("“{found}” is not a registration number.", found=excerpt(shown)), "issuer-reg")


def iban(shown: str) -> str:
    """Give an account number without its spaces, in capital letters; raise UserDataError, code "iban", without repeating it."""
    from stdnum import iban as ibans  # noqa: PLC0415 - `check` reads no row

    compact = _compact(shown)
    if _ACCOUNT.fullmatch(compact) and ibans.is_valid(compact):
        return compact
    raise UserDataError(text("The cell holds no valid account number (IBAN)."), "iban")


def _compact(shown: str) -> str:
    """Take away spaces and hyphens; "" for what cannot be a number, because of its length or its letters."""
    compact = _GAPS.sub("", shown) if len(shown) <= _LONGEST else ""
    return compact.upper() if compact.isascii() else ""


def _personal(compact: str) -> bool:
    """Say whether a number is a person's: 11 digits from 0 to 3 are, 10 are if a spreadsheet has dropped the 0 before them."""
    from stdnum.ee import ik  # noqa: PLC0415 - `check` reads no row
    from stdnum.eu import vat  # noqa: PLC0415

    letters, digits = compact[:2], compact[2:]
    if letters in {"EE", "LT"}:
        return bool(ik.is_valid(digits))  # one rule for both countries
    if letters.isalpha():
        return like_personal_code(digits) and not vat.is_valid(compact)
    return bool(_ELEVEN.fullmatch(compact)) or like_personal_code(f"0{compact}")


def _foreign(compact: str) -> bool:
    """Say whether a number may be a foreign company's: only the tax numbers of the European Union can be checked further."""
    from stdnum.eu import vat  # noqa: PLC0415 - `check` reads no row
    from stdnum.exceptions import InvalidChecksum  # noqa: PLC0415
    from stdnum.exceptions import ValidationError  # noqa: PLC0415
    from stdnum.lv import pvn  # noqa: PLC0415

    if not _FOREIGN.fullmatch(compact):
        return False
    try:
        vat.validate(compact)
    except InvalidChecksum:
        return bool(_OF_A_COURT.fullmatch(compact))
    except ValidationError:
        # Another shape is a number of the country's own register, unless the letters are a label before a Latvian number.
        return not pvn.is_valid(compact[2:])
    return True
