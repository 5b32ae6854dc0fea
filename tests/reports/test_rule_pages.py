"""What `rule` shows: one rule in full with the address of its page, several as a list."""

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.diagnostics.addresses import DOCS, Addresses
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.rule_pages import Rules

WORDS = Words("en")
FIRST, SECOND = list(BY_CODE.values())[:2]


def test_one_rule_has_its_page_and_several_are_a_list() -> None:
    one, both = (
        text.render(Rules(some, WORDS, Addresses(DOCS, ".", ".")).report(), WORDS)
        for some in ((FIRST,), (FIRST, SECOND))
    )
    assert f"Page: {DOCS}" in one
    assert SECOND.code not in one
    assert FIRST.code in both
    assert SECOND.code in both
    assert "Page:" not in both
