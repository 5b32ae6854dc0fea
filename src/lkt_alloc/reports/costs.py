"""What costs are made of, in columns: only what there is, so that nobody reads of covered amounts where nothing is covered."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from lkt_alloc.engine.payers import Sum
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import COST, COVERED, EXTERNAL, KRONER, SHARE, TO_BE_SHARED, Column


class Costs(Struct, frozen=True):
    """Whether anything is subtracted from the costs of a table: what adopted budgets cover, and external funding."""

    covered: bool
    external: bool

    def columns(self) -> list[Column]:
        """The cost; where anything is subtracted also that, and what is left to be shared."""
        return [Column(title) for title, _ in self._shown(Sum(0, 0))]

    def cells(self, amounts: Sum) -> list[Ore]:
        """The amounts in those columns, in øre."""
        return [Ore(ore) for _, ore in self._shown(amounts)]

    def _shown(self, amounts: Sum) -> Iterator[tuple[Sentence, int]]:
        yield COST, amounts.total
        if self.covered:
            yield COVERED, amounts.covered
        if self.external:
            yield EXTERNAL, amounts.external
        if self.covered or self.external:
            yield TO_BE_SHARED, amounts.increase

    def formula(self) -> Iterator[Sentence]:
        """How what is to be shared comes of the other columns, where anything is subtracted."""
        first, *others = (title for title, _ in self._shown(Sum(0, 0)))
        if others:
            *subtracted, result = others
            yield sentence("{result} = {terms}.", result=result, terms=listed((first, *subtracted), "−"))

    def times_share(self) -> Sentence:
        """What comes of the last column with a payer's share."""
        *_, (last, _) = self._shown(Sum(0, 0))
        return sentence("{result} = {amount} × {share}.", result=KRONER, amount=last, share=SHARE)


def costs_of(sums: Iterable[Sum]) -> Costs:
    """What there is among the amounts of a table."""
    amounts = tuple(sums)
    return Costs(any(one.covered for one in amounts), any(one.external for one in amounts))
