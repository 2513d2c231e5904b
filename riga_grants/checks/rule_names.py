"""Each rule that the agreement sets is one that the program keeps: a misspelt one must not be silently without effect."""

from collections.abc import Iterator
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.directives import Rule
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import EXAMPLES
from riga_grants.rule_forms import EXPECTED
from riga_grants.rule_forms import RULES
from riga_grants.rule_forms import RuleForm
from riga_grants.rule_forms import fits

ALWAYS: Final = {
    "rule-unknown": N_("Every rule of the agreement is one that this program keeps."),
    "rule-value": N_("Every rule has a value of its kind."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find rules that are not in the registry, values of another kind (10 is not 10 % but a thousand), and metadata missing."""
    for rule in case.agreement.rules:
        form = RULES.get(rule.name)
        if form is None:
            message = text("There is no rule “{name}”.", name=rule.name, known=", ".join(RULES))
            yield finding("rule-unknown", message, rule.place, case.code)
        elif not fits(form, rule.value, rule.cents, rule.words):
            message = text(
                "“{name}” is {found}, expected {kind}.",
                name=rule.name,
                found=_found(rule),
                kind=_expected(form),
                form=_written(rule, form),
            )
            yield finding("rule-value", message, rule.place, case.code)
        else:
            yield from _metadata(case, rule, form)


def _metadata(case: Case, rule: Rule, form: RuleForm) -> Iterator[Finding]:
    """Find metadata that a rule needs and does not have, or has and does not know."""
    said = {key for key in ("lines", "base", "unit", "funder") if getattr(rule, key)}
    for key in form.needs:
        if key not in said:
            message = text("“{name}” says no “{key}”.", name=rule.name, key=key, form=_written(rule, form))
            yield finding("rule-value", message, rule.place, case.code)
    for key in sorted(said - {*form.needs, *form.may}):
        message = text("“{name}” has no key “{key}”.", name=rule.name, key=key, form=_written(rule, form))
        yield finding("rule-value", message, rule.place, case.code)


def _expected(form: RuleForm) -> Text:
    if form.choices:
        return text("one of: {choices}", choices=", ".join(form.choices))
    return Text(EXPECTED[form.kind], {})


def _found(rule: Rule) -> str:
    if rule.cents is not None:
        return str(to_decimal(rule.cents))
    return ", ".join(rule.words) or str(rule.value if rule.value is not None else rule.on).upper()


def _written(rule: Rule, form: RuleForm) -> str:
    example = f'"{form.choices[0]}"' if form.choices else EXAMPLES[form.kind]
    return " ".join([f'"{rule.name}" {example}', *(f"{key}: …" for key in form.needs)])
