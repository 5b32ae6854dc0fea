"""The attachment of a case note: what everyone pays, where the amounts come from, and which files they are calculated from."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph
from lkt_alloc.reports.case_note.own import StrandOfPayer, to_be_paid
from lkt_alloc.reports.compute import together
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note, method_note
from lkt_alloc.reports.shares import shares_table

ATTACHMENT: Final = sentence("Attachment 1: who pays what")


def attachments(allocation: Allocation, own: Sequence[StrandOfPayer], inputs: Sequence[Input]) -> Iterator[Block]:
    """A table for each payer and key, and one of all together where there are several, as the points have it; on a page of their own."""
    yield Heading(ATTACHMENT, new_page=True)
    for portion in own:
        yield Heading(to_be_paid(allocation, portion.strand), 3)
        yield shares_table(portion.strand, marked=portion.shares[0].number)
        yield method_note(portion.strand.allocation, portion.strand.divisions, by_post=False)
    if len(own) > 1:
        for block in together(allocation, marked=own[0].shares[0].number):
            yield replace(block, level=3) if isinstance(block, Heading) else block
    made = sentence("The amounts in the table are calculated from these files.")
    yield Paragraph((made, inputs_note(inputs)), note=True)
