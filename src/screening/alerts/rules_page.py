"""The severity rules as a page for people: one row a rule, drawn from the code so that it can't drift."""

from screening.alerts.rules import RULES
from screening.alerts.ruling import Rule

HEAD = """# The severity rules

Drawn from `src/screening/alerts/rules.py`; a test fails if this page differs. The gravest rule that fires wins, U yields to
S1 to S4, and an open case is never lowered (M1). Rules are code: a school can't switch one off.

| rule | level | fires on | reason shown |
| --- | --- | --- | --- |
"""


def rules_page() -> str:
    """The whole page as Markdown, rules in the order of the policy document."""
    return HEAD + "".join(_row(rule) for rule in RULES)


def _row(rule: Rule) -> str:
    words = (rule.fires.__doc__ or "").strip().replace("|", "/")
    return f"| {rule.id} | {rule.severity.name} | {words} | {rule.because.zh} |\n"
