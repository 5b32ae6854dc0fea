"""What is said of rules: the list of them, a page for each in the manner of given, when, then, and the same for programs."""

from collections.abc import Sequence
from typing import Any

from lkt_alloc.diagnostics.addresses import Addresses
from lkt_alloc.diagnostics.findings import SEVERITIES, Rule
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Column, Heading, Paragraph, Report, Table
from lkt_alloc.reports.results import Result


class Rules(Result, frozen=True):
    """Some of the rules of `check`, and where readers find their pages."""

    rules: tuple[Rule, ...]
    words: Words
    addresses: Addresses

    def report(self) -> Report:
        """One rule in full, or a list of several."""
        if len(self.rules) > 1:
            return rule_list(self.rules)
        address = self.addresses.of_rule(self.rules[0], self.words.language)
        return (*rule_page(self.rules[0]), Paragraph((sentence("Page: {address}", address=address),), note=True))

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        return {"format": "lkt-alloc/rules/1", "rules": [self._fields(rule) for rule in self.rules]}

    def _fields(self, rule: Rule) -> dict[str, Any]:
        return {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity,
            "title": self.words.title(rule.title),
            "given": self.words.say(rule.given),
            "when": self.words.say(rule.when),
            "then": self.words.say(rule.then),
            "may_be_acknowledged": rule.may_be_acknowledged,
            "page": self.addresses.of_rule(rule, self.words.language),
        }


def rule_list(rules: Sequence[Rule]) -> Report:
    """All rules in a table."""
    columns = (
        Column(sentence("Code"), False),
        Column(sentence("Rule"), False),
        Column(sentence("Severity"), False),
        Column(sentence("Satisfied when"), False),
    )
    rows = tuple((rule.code, rule.name, SEVERITIES[rule.severity], rule.title) for rule in rules)
    return (Heading(sentence("Checks"), 1), Table(columns, rows, (), 2))


def rule_page(rule: Rule) -> Report:
    """One rule."""
    said = [
        sentence("Given {given},", given=rule.given),
        sentence("when {when},", when=rule.when),
        sentence("then {then}.", then=rule.then),
    ]
    severity = sentence("Severity: {severity}.", severity=SEVERITIES[rule.severity])
    note = (
        sentence("Can be acknowledged with a reason.")
        if rule.may_be_acknowledged
        else sentence("Cannot be acknowledged.")
    )
    heading = sentence("{code} {name}: {title}", code=rule.code, name=rule.name, title=rule.title)
    return (Heading(heading, 1), Paragraph(tuple(said)), Paragraph((severity, note), note=True))
