"""Whether amounts are with or without value added tax, where the budget says so: a label, nothing is calculated from it."""

from collections.abc import Iterator, Sequence

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.model import Budget, Post
from lkt_alloc.language.sentences import Sentence, counted, listed, sentence


def vat_notes(budget: Budget, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """What is said of the items that are shared in `divisions`: once for all of them, else for each label with its items."""
    shared = {place for division in divisions for place in division.posts if _is_paid(budget.posts[place], division)}
    posts = [budget.posts[place] for place in sorted(shared)]
    items = {
        label: [post.id for post in posts if (post.vat or budget.vat) == label] for label in ("included", "excluded")
    }
    for label, ids in items.items():
        with_vat = label == "included"
        if ids and len(ids) == len(posts):
            yield sentence("Amounts include VAT.") if with_vat else sentence("Amounts are without VAT.")
        elif ids:
            yield _of_some(ids, with_vat=with_vat)


def _is_paid(post: Post, division: Division) -> bool:
    """Whether the payer whose total is shared pays anything of an item."""
    return bool(post.paid_by.get(division.payer))


def _of_some(ids: Sequence[str], *, with_vat: bool) -> Sentence:
    shown, n = listed(ids), len(ids)
    if with_vat:
        return counted("Budget item {items} includes VAT.", "Budget items {items} include VAT.", n, items=shown)
    return counted("Budget item {items} is without VAT.", "Budget items {items} are without VAT.", n, items=shown)
