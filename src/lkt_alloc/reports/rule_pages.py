"""What is said of rules, as blocks: the list of them, and a page for each, in the manner of given, when, then."""

from collections.abc import Sequence

from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import Column, Heading, Paragraph, Report, Table


def rule_list(rules: Sequence[Rule]) -> Report:
    """All rules in a table."""
    columns = (
        Column(sentence("Code"), False),
        Column(sentence("Rule"), False),
        Column(sentence("Severity"), False),
        Column(sentence("Holds when"), False),
    )
    rows = tuple((rule.code, rule.name, rule.severity, rule.title) for rule in rules)
    return (Heading(sentence("Checks"), 1), Table(columns, rows, (), 2))


def rule_page(rule: Rule) -> Report:
    """One rule."""
    said = [
        sentence("Given {given},", given=rule.given),
        sentence("when {when},", when=rule.when),
        sentence("then {then}.", then=rule.then),
    ]
    severity = sentence("Severity: {severity}.", severity=rule.severity)
    note = (
        sentence("Can be acknowledged with a reason.")
        if rule.may_be_acknowledged
        else sentence("Cannot be acknowledged.")
    )
    heading = sentence("{code} {name}: {title}", code=rule.code, name=rule.name, title=rule.title)
    return (Heading(heading, 1), Paragraph(tuple(said)), Paragraph((severity, note), note=True))
