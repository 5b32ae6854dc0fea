"""What costs are made of, in columns: only what there is, so that nobody reads of covered amounts where nothing is covered."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from lkt_alloc.engine.payers import Sum
from lkt_alloc.language.sentences import Ore, Sentence, sentence
from lkt_alloc.reports.blocks import COST, COVERED, EXTERNAL, TO_BE_SHARED, Column


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

    def formula(self) -> Sentence:
        """How the columns hang together, and what comes of them with a share."""
        match self.covered, self.external:
            case True, True:
                return sentence("To be shared = cost − committed − external funding. Kroner = to be shared × share.")
            case True, False:
                return sentence("To be shared = cost − committed. Kroner = to be shared × share.")
            case False, True:
                return sentence("To be shared = cost − external funding. Kroner = to be shared × share.")
        return sentence("Kroner = cost × share.")

    def explained(self) -> Iterator[Sentence]:
        """What is subtracted, where anything is."""
        match self.covered, self.external:
            case True, True:
                yield sentence("What is shared is the cost, less what adopted budgets cover and external funding.")
            case True, False:
                yield sentence("What is shared is the cost, less what adopted budgets cover.")
            case False, True:
                yield sentence("What is shared is the cost, less external funding.")


def costs_of(sums: Iterable[Sum]) -> Costs:
    """What there is among the amounts of a table."""
    amounts = tuple(sums)
    return Costs(any(one.covered for one in amounts), any(one.external for one in amounts))
