"""The foot of a printed page, which has codes of its own."""

import html
import io
import zipfile

import pytest

from lkt_alloc.language.sentences import Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.blocks import NAME, Column, Heading, Table


@pytest.mark.parametrize("name", ["2024-budsjett", "2024", "8 & 9", "&P"])
def test_the_foot_of_a_page_has_the_whole_name(name: str) -> None:
    table = Table((Column(NAME, False),), (("a",),), (), 1)
    raw = xlsx.render_list(table, Words("nb"), (Heading(Text({"": name}), 1), table))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    foot = html.unescape(sheet.split("<oddFooter>")[1].split("</oddFooter>")[0])
    # digits right after the size would be taken for more of it
    assert foot.startswith(f'&L&8&"-,Regular"{name.replace("&", "&&")} – ')
