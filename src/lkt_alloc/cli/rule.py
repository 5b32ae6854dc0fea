"""The commands `rule` and `schema`: what the checks and the files are, for people and for programs."""

import json
from typing import Any

from lkt_alloc.cli.check import addresses
from lkt_alloc.cli.streams import language, write
from lkt_alloc.cli.writing import rendered
from lkt_alloc.diagnostics.addresses import Addresses
from lkt_alloc.diagnostics.catalogue import BY_CODE, rules_called
from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.rule_pages import rule_list, rule_page


def rule(code: str | None, *, format_: str, lang: str | None) -> None:
    """Show one rule, or list those there are."""
    words = language(lang, "nn")
    rules = rules_called(code) if code else list(BY_CODE.values())
    if not rules:
        raise CannotRun(sentence('There is no rule "{name}".', name=code or ""), sentence("See lkt-alloc rule."))
    if format_ == "json":
        record = {"format": "lkt-alloc/rules/1", "rules": [_record(rule, words, addresses()) for rule in rules]}
        write(json.dumps(record, ensure_ascii=False, indent=2) + "\n", None, force=False)
        return
    address = sentence("Page: {address}", address=addresses().of_rule(rules[0], words.language))
    report = (*rule_page(rules[0]), Paragraph((address,), note=True)) if len(rules) == 1 else rule_list(rules)
    write(rendered(report, words, format_, None), None, force=False)


def _record(rule: Rule, words: Words, addresses: Addresses) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "severity": rule.severity,
        "title": words.title(rule.title),
        "given": words.say(rule.given),
        "when": words.say(rule.when),
        "then": words.say(rule.then),
        "may_be_acknowledged": rule.may_be_acknowledged,
        "page": addresses.of_rule(rule, words.language),
    }


def schema(kind: str) -> None:
    """Print the JSON Schema of one kind of file."""
    from lkt_alloc.files.schema.json_schema import json_schema

    write(json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n", None, force=False)
