"""The foot of a printed page, which has codes of its own."""

import html
import io
import zipfile

import openpyxl
import pytest

from lkt_alloc.language.sentences import Text, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.blocks import NAME, Column, Heading, Paragraph, Table


@pytest.mark.parametrize("name", ["2024-budsjett", "2024", "8 & 9", "&P"])
def test_the_foot_of_a_page_has_the_whole_name(name: str) -> None:
    table = Table((Column(NAME, False),), (("a",),), (), 1)
    raw = xlsx.render_list(table, Words("nb"), (Heading(Text({"": name}), 1), table))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    foot = html.unescape(sheet.split("<oddFooter>")[1].split("</oddFooter>")[0])
    # digits right after the size would be taken for more of it
    assert foot.startswith(f'&L&8&"-,Regular"{name.replace("&", "&&")} – ')


LONG = "Akuttkjeden i Nordland: samarbeid om legevakt, ambulanse og «hjem»-beredskap i alle kommunane og fylket: fakturaliste for 2026"


NARROW = sentence("It fills " + "little by little, until it is still, it tilts; " * 2 + "till it is full.")


def test_a_long_title_stands_whole_on_its_sheet_and_is_cut_between_words_in_the_foot() -> None:
    table = Table((Column(NAME, False), Column("Kr")), (("a", 1),), (), 1)
    about = (
        Heading(Text({"": LONG}), 1),
        table,
        Paragraph((NARROW,)),
    )
    raw = xlsx.render_list(table, Words("nb"), about)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    list_, last = book.worksheets
    assert [str(cells) for cells in list_.merged_cells.ranges] == ["A1:B1"]
    for sheet in (list_, last):
        assert (sheet["A1"].value, sheet["A1"].alignment.wrap_text) == (LONG, True)
        assert sheet.row_dimensions[1].height > 24
        assert sheet.oddFooter
        assert sheet.oddFooter.left
        assert str(sheet.oddFooter.left.text).split(" – ")[0].endswith("legevakt, …: fakturaliste for 2026")
    # a line of letters that are narrower than figures is no two lines
    assert last.row_dimensions[3].height in (None, 15)
