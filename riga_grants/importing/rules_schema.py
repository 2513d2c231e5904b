"""What importers/rules.toml may say, as a JSON Schema: for the check when it is read and for completion in an editor."""

from collections.abc import Mapping
from typing import Any
from typing import Final

from riga_grants.i18n import N_

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
RULES: Final = "rules"

_WORDS: Final = {"type": "string", "pattern": r"\S"}
_KEYS: Final[Mapping[str, str]] = {
    "supplier": N_("who issued the document; * stands for any letters"),
    "text": N_("what the cost was for; * stands for any letters"),
    "account-code": N_("the code of the account, in quotes; * stands for any digits"),
    "project": N_("the code of the project that the rule is for; all that have the line if not said"),
    "line": N_("the line as registers name it, or its account below Expenses:<project>:"),
    "name": N_("what the rule is called where it is given as the reason"),
}

MATCHED: Final = ("supplier", "text", "account-code")
"""The keys that say which costs a rule is for; it must have one of them."""

EXPECTED: Final[Mapping[str, str]] = {**_KEYS, RULES: N_("tables [[rules]]")}
"""What each key is to hold, as message ids."""


def schema() -> dict[str, Any]:
    """Give the schema."""
    rule = {
        "type": "object",
        "properties": {name: {**_WORDS, "description": told} for name, told in _KEYS.items()},
        "additionalProperties": False,
        "required": ["line"],
        "anyOf": [{"required": [name]} for name in MATCHED],
    }
    rules = {"type": "array", "items": rule, "description": "the first rule that fits holds"}
    return {
        "$schema": DRAFT,
        "title": "riga-grants rules",
        "type": "object",
        "properties": {RULES: rules},
        "additionalProperties": False,
    }
