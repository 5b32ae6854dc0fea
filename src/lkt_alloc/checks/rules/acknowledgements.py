"""The rule about acknowledgements: each has something to let be."""

from collections.abc import Sequence
from typing import Final

from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.register import Acknowledgement
from lkt_alloc.language.sentences import sentence

UNUSED_ACKNOWLEDGEMENT: Final = Rule(
    "LKT701",
    "unused-acknowledgement",
    "warning",
    title=sentence("Every acknowledged finding is still there"),
    given=sentence("an acknowledgement"),
    when=sentence("nothing is found at that place by that rule, or the rule cannot be acknowledged"),
    then=sentence("delete it, or correct its rule or place"),
)


def without_use(index: int, rules: Sequence[Rule], reason: Acknowledgement) -> Problem:
    """What is wrong with an acknowledgement that nothing is let be by; `rules` are those that it may mean."""
    path: Path = ("acknowledged", index, "at")
    message, remedy = _NOTHING_THERE, sentence("Delete it, or correct where it points.")
    if len(rules) != 1:
        path = ("acknowledged", index, "rule")
        message, remedy = (
            sentence('There is no rule "{name}".', name=reason.rule),
            sentence("See lkt-alloc rule."),
        )
    elif not rules[0].may_be_acknowledged:
        path = ("acknowledged", index, "rule")
        message = sentence('Findings of "{name}" cannot be acknowledged.', name=rules[0].name)
        remedy = sentence("Correct the error, and delete this.")
    return Problem(UNUSED_ACKNOWLEDGEMENT, path, message, remedy, document="")


_NOTHING_THERE: Final = sentence("Nothing is found there by that rule any more.")
