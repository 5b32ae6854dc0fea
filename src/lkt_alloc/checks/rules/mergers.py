"""Rules about what a municipality became when its number went out of use."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.case import REGISTER, Case
from lkt_alloc.checks.rules.keys import difference, in_percent
from lkt_alloc.checks.rules.members import unknown_number
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.language.sentences import sentence


def known(case: Case) -> Iterator[Problem]:
    """What a municipality was merged or split into is in the file."""
    for number, municipality in case.register.municipalities.items():
        path: Path = ("municipalities", number)
        if municipality.merged_into is not None and not case.exists(municipality.merged_into):
            yield unknown_number(case, municipality.merged_into, REGISTER, (*path, "merged_into"))
        for new in municipality.split_into:
            if not case.exists(new):
                yield replace(unknown_number(case, new, REGISTER, (*path, "split_into", new)), on_key=True)


SPLIT_SHARES: Final = Rule(
    "LKT210",
    "split-shares",
    "error",
    title=sentence("All of a municipality that was split is accounted for, once"),
    given=sentence("a municipality that was split"),
    when=sentence("the shares of its successors do not add up to 100%, or it was merged into another too"),
    then=sentence("correct the shares, as fractions of its inhabitants; leave out merged_into"),
)


def split(case: Case) -> Iterator[Problem]:
    """The shares of a split make the whole, and who was split was not merged."""
    for number, municipality in case.register.municipalities.items():
        path, found = ("municipalities", number, "split_into"), sum(municipality.split_into.values(), Fraction())
        if municipality.split_into and municipality.merged_into is not None:
            message = sentence("{municipality} was both merged and split.", municipality=case.called(number))
            remedy = sentence("Leave out merged_into or split_into.")
            yield Problem(SPLIT_SHARES, path, message, remedy, document=REGISTER)
        elif municipality.split_into and found != 1 and case.sure(*path, document=REGISTER):
            message = sentence(
                "The parts that {municipality} was split into add up to {found}, not {whole}.",
                municipality=case.called(number),
                found=in_percent(found),
                whole=Fraction(1),
            )
            yield Problem(SPLIT_SHARES, path, message, difference(found), document=REGISTER)
