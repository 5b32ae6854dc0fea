"""A report as a Word document on A4: real styles, tables with repeated headings, page numbers. The only room that knows python-docx."""

from collections.abc import Sequence
from io import BytesIO
from itertools import chain
from typing import Any, Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.text.parfmt import ParagraphFormat

from lkt_alloc.language.words import Words
from lkt_alloc.render.archive import timeless
from lkt_alloc.render.docx.measures import SIZE, fitted, height, least_and_liked
from lkt_alloc.render.paper import LOCALES, cells, printable, title_lines, title_of
from lkt_alloc.reports.blocks import Block, Heading, Numbered, Paragraph, Report, Table

_PAGE: Final = (21.0, 29.7)
_MARGIN: Final = 2.2
_FONT: Final = "Arial"
_BLUE: Final = RGBColor(0x1F, 0x4E, 0x79)
_TABLE_STYLE: Final = "Allocation"
_NOTE_STYLE: Final = "Small print"
_CELL_STYLE: Final = "Table text"
_LARGEST: Final = 0.65  # of a page: what a table may take and not be torn
_TOGETHER: Final = 3  # rows that are never torn from either end
_AIR: Final = 6  # points
_KEPT: Final = "<w:keepNext/>"
_LIMIT: Final = '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="1F4E79"/></w:tcBorders>'
_RIGHT: Final = '<w:jc w:val="right"/>'


def render(report: Report, words: Words) -> bytes:
    """The report as a document of its own; the same report gives the same bytes."""
    document = Document()
    _set_up(document, words)
    _describe(document, title_of(report, words), words)
    _footer(document)
    for place, block in enumerate(report):
        is_kept = _is_kept(block, next(iter(report[place + 1 :]), None))
        match block:
            case Heading():
                if block.new_page:
                    _begin_page(document, report[place:], words)
                _paragraph(document, f"Heading {block.level}", title_lines(words.title(block.text)))
            case Numbered():
                for sentence in block.sentences:
                    point = _paragraph(document, "List Number", [words.title(sentence)])
                    point.keep_together, point.keep_with_next = True, is_kept or sentence is not block.sentences[-1]
            case Table():
                _table(document, block, words, is_kept=is_kept)
            case _:
                said = [words.title(sentence) for sentence in block.sentences]
                form = _paragraph(document, _NOTE_STYLE if block.note else None, said, is_bold=block.strong)
                form.keep_together, form.keep_with_next = True, is_kept or None
                if isinstance(next(iter(report[place - 1 : place]), None), Table):  # text keeps off its last line
                    form.space_before = Pt(_AIR)
    stream = BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _paragraph(document: Docx, style: str | None, lines: Sequence[str], *, is_bold: bool = False) -> ParagraphFormat:
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.style = _id(style)
    for n, line in enumerate(lines):
        run = paragraph.add_run(printable(line))
        run.bold = is_bold or None
        if n + 1 < len(lines):
            run.add_break()
    form: ParagraphFormat = paragraph.paragraph_format
    return form


def _id(style: str) -> str:
    """The id of a style. To have python-docx look its name up, each time, takes most of the time."""
    return style.replace(" ", "")


def _describe(document: Docx, title: str, words: Words) -> None:
    """What the file says of itself; no dates, as they would change the bytes and would say nothing."""
    properties = document.core_properties
    properties.title = printable(title)[:255]
    properties.author = properties.last_modified_by = "lkt-alloc"
    properties.comments = ""
    properties.language = LOCALES[words.language]
    element = properties._element  # python-docx has no way to take a date away
    for tag in ("dcterms:created", "dcterms:modified"):
        for date in element.findall(qn(tag)):
            element.remove(date)


def _set_up(document: Docx, words: Words) -> None:
    """Paper and styles: the styles of python-docx's own template, in sober colours and in the document's language."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(_PAGE[0]), Cm(_PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[words.language])
    for name, size in (("Normal", 10.5), ("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 10.5)):
        style: Any = document.styles[name]
        style.font.size = Pt(size)
        _font(style, _FONT)
        if name != "Normal":
            style.font.color.rgb = _BLUE
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    note: Any = document.styles.add_style(_NOTE_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = normal
    note.font.size = Pt(8.5)
    note.paragraph_format.space_before = Pt(_AIR)
    cell: Any = document.styles.add_style(_CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    cell.font.size = Pt(SIZE)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1.5)
    cell.paragraph_format.line_spacing = 1.0
    document.styles.element.append(parse_xml(_TABLE_STYLE_XML))


def _font(style: Any, name: str) -> None:
    """One typeface, where the template follows a theme."""
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for attribute in [key for key in fonts.attrib if "heme" in key]:
        del fonts.attrib[attribute]
    fonts.set(qn("w:cs"), name)


_TABLE_STYLE_XML: Final = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{_TABLE_STYLE}">
  <w:name w:val="{_TABLE_STYLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      <w:top w:val="single" w:sz="8" w:space="0" w:color="1F4E79"/>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="1F4E79"/>
      <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D0D7DE"/>
    </w:tblBorders>
    <w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:bCs/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="1F4E79"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow">
    <w:rPr><w:b/><w:bCs/></w:rPr>
    <w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="1F4E79"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>"""


def _footer(document: Docx) -> None:
    """The number of the page, and of how many."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for instruction, after in (("PAGE", " / "), ("NUMPAGES", "")):
        field = f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))
        paragraph.add_run(after)


def _is_kept(block: Block, following: Block | None) -> bool:
    """Whether a block stands on the page of the next: a note is about what is above it, text introduces points and tables."""
    is_note = isinstance(following, Paragraph) and following.note
    return is_note or (isinstance(block, Paragraph) and isinstance(following, Numbered | Table))


def _table(document: Docx, block: Table, words: Words, *, is_kept: bool) -> None:
    texts = cells(block, words)
    across, down = _room(document.sections[-1])
    widths, size = fitted(block, texts, across)
    table = document.add_table(0, len(block.columns))
    table._tbl.tblStyle_val = _id(_TABLE_STYLE)
    table.autofit = False
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # of the style, as Word has it: first and last row on, no bands
    look.attrib.clear()
    look.set(qn("w:val"), "0660" if block.total else "0620")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    smaller = f'<w:sz w:val="{int(size * 2)}"/>' if size < SIZE else ""
    last = len(texts) - 1
    torn = range(_TOGETHER, last - _TOGETHER + 1) if height(texts, widths, size) > down * _LARGEST else ()
    rows = [_row(block, n, widths, smaller, is_kept=is_kept if n == last else n not in torn) for n in range(last + 1)]
    table._tbl.extend(parse_xml(f"<w:tbl {nsdecls('w')}>{''.join(rows)}</w:tbl>"))
    for run, text in zip([*table._tbl.iter(qn("w:r"))], chain.from_iterable(texts), strict=True):
        run.text = printable(text)


def _row(block: Table, n: int, widths: Sequence[float], look: str, *, is_kept: bool) -> str:
    """A row whose cells are empty, as XML: to have python-docx make it bit by bit takes ten times as long."""
    marked = block.marked is not None and n == block.marked + 1
    shade = '<w:shd w:val="clear" w:fill="EAF1F8"/>' if marked else ""
    is_bold = n == 0 or n - 1 in block.strong or n > len(block.rows)
    line = _LIMIT if 0 < n == block.limit else ""
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{Cm(width).twips}"/>{line}{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{_id(_CELL_STYLE)}"/>{_KEPT if is_kept else ""}{_RIGHT if column.number else ""}</w:pPr>'
        f"<w:r><w:rPr>{'<w:b/>' if is_bold or column.strong else ''}{look}</w:rPr></w:r></w:p></w:tc>"
        for column, width in zip(block.columns, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'' if n else '<w:tblHeader/>'}</w:trPr>{''.join(cells)}</w:tr>"


def _room(section: Section) -> tuple[float, float]:
    """How wide and how high what stands on a page may be, in centimetres."""
    lengths = (section.page_width, section.page_height)
    across, down = (length.cm - 2 * _MARGIN if length else 0 for length in lengths)
    return across, down


def _is_wide(blocks: Sequence[Block], words: Words) -> bool:
    """Whether a table among the blocks would like more room than an upright page has."""
    tables = [block for block in blocks if isinstance(block, Table)]
    room = _PAGE[0] - 2 * _MARGIN
    return any(sum(least for least, _ in least_and_liked(table, cells(table, words))) > room for table in tables)


def _begin_page(document: Docx, blocks: Sequence[Block], words: Words) -> None:
    """A new page; a sheet on its side if what follows is wide."""
    upright = document.sections[-1]
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if _is_wide(blocks, words):
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = upright.page_height, upright.page_width
