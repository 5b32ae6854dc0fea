"""The command `rule`: what the checks are, for people and for programs."""

from typing import Annotated, Any

import typer

from lkt_alloc.checks.catalogue import BY_CODE, rules_called
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.check import addresses
from lkt_alloc.cli.options import Lang, with_options
from lkt_alloc.cli.results import Result, give
from lkt_alloc.cli.streams import language
from lkt_alloc.diagnostics.addresses import Addresses
from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Paragraph, Report
from lkt_alloc.reports.rule_pages import rule_list, rule_page


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
        rules = [_record(rule, self.words, self.addresses) for rule in self.rules]
        return {"format": "lkt-alloc/rules/1", "rules": rules}


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


@with_options(Rules)
def rule(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="Code or name of a rule, or the beginning of a code. Default: all.",
            show_default=False,
        ),
    ] = None,
    *,
    wanted: Wanted,
    lang: Lang = None,
) -> None:
    """Show what a rule of check is about, or list them all."""
    words = language(lang, "nn")
    rules = rules_called(code) if code else list(BY_CODE.values())
    if not rules:
        raise CannotRun(sentence('There is no rule "{name}".', name=code or ""), sentence("See lkt-alloc rule."))
    give(Rules(tuple(rules), words, addresses()), wanted, words)
