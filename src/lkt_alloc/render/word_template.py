"""Own Word templates with placeholders in them, filled in by docxtpl; the only room that knows it. The same input gives the same bytes.

docxtpl fills in the body, headers and footers; all other parts (notes, comments, charts, properties …) are filled in the same way here.
What can have no placeholders (addresses of links, embedded files) is looked through: no letter goes out with a hole in it.
"""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from io import BytesIO
from typing import Any, Final
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, is_zipfile

from docxtpl import DocxTemplate

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.render.archive import timeless
from lkt_alloc.reports.templates import environment, guarded

_BEGINS: Final = re.compile(r"\{[{%#]")
_IN_XML: Final = re.compile(r"<[^>]*>")
_GAP: Final = r"(?:<[^>]*>)*"  # Word cuts what one types into pieces
_FOR_A_WHOLE: Final = re.compile(  # a paragraph, row, cell or run: docxtpl takes no % or } in these
    rf"(\{{{_GAP}(%){_GAP}(?:p|t{_GAP}r|t{_GAP}c|r)\s|\{{{_GAP}\{{{_GAP}(?:p|r)\s)(.*?)(?=(?(2)%|\}}){_GAP}\}})",
    re.DOTALL,
)
_EXPRESSION: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_CUT: Final = re.compile(r"</(\w+:)?t>.*?<\1t(?: [^>]*)?>", re.DOTALL)
_HIDDEN: Final = {"%": "\ufdd0", "}": "\ufdd1"}  # no characters, and never will be


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl, which here leaves to us what it would fill in once for each section, and by other rules."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(BytesIO(raw))
        self.done: set[str] = set()

    def patch_xml(self, src_xml: str) -> str:
        """What Jinja is given of a part: expressions as they were typed."""
        patched = super().patch_xml(_FOR_A_WHOLE.sub(_hidden, src_xml))
        return _EXPRESSION.sub(lambda found: unescape(_CUT.sub("", found[0])), patched).translate(_SHOWN)

    def render_xml_part(self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Any = None) -> str:
        """Fill in one part."""
        if part is not None:
            self.done.add(part.partname.lstrip("/"))
        filled: str = super().render_xml_part(src_xml, part, context, jinja_env)
        return filled

    def render_properties(self, *_: object) -> None:
        """As all other parts."""

    def render_footnotes(self, *_: object) -> None:
        """As all other parts."""


_SHOWN: Final = {ord(hidden): shown for shown, hidden in _HIDDEN.items()}


def _hidden(found: re.Match[str]) -> str:
    return found[1] + re.sub(r"<[^>]*>|[%}]", lambda piece: _HIDDEN.get(piece[0], piece[0]), found[3])


def fill(raw: bytes, file: str, values: Mapping[str, Any]) -> bytes:
    """A Word document made from the template `raw`, known as `file`. Raises `CannotRun` when that cannot be done."""
    template = _Template(raw)
    try:
        template.init_docx()
    except Exception:  # whatever python-docx, zipfile and lxml make of a file that is something else
        remedy = sentence("Save it in Word or LibreOffice as .docx.")
        raise CannotRun(sentence("The template {file} is not a Word document.", file=file), remedy) from None
    for part, text in _out_of_reach(raw):
        reason = sentence(
            'The template {file}: in its part {part}, this cannot be filled in: "{text}".',
            file=file,
            part=part,
            text=text,
        )
        raise CannotRun(reason, sentence("Addresses of links and embedded files can have no placeholders."))
    return guarded(lambda: _filled(template, dict(values)), file, values)


def _filled(template: _Template, values: dict[str, Any]) -> bytes:
    jinja, stream = environment(escape=True, lines=False), BytesIO()
    template.render(values, jinja, autoescape=True)
    template.save(stream)

    def other(name: str, data: bytes) -> bytes:
        text = _xml(data)
        if name in template.done or text is None or not _begins(text):
            return data
        filled = template.render_xml_part(template.patch_xml(text), None, values, jinja).encode(_encoding(data))
        ElementTree.fromstring(filled)  # our own output, no longer than the template and its values
        return filled

    return timeless(stream.getvalue(), other)


def _out_of_reach(raw: bytes, within: str = "") -> Iterator[tuple[str, str]]:
    """Placeholders where nothing can be filled in: the part, and what stands there."""
    with ZipFile(BytesIO(raw)) as archive:
        for name in archive.namelist():
            data, place = archive.read(name), within + name
            text = _xml(data)
            if text is not None and (within or name.endswith(".rels")):
                known = unquote(text)
                begin = _BEGINS.search(known) or _BEGINS.search(_IN_XML.sub("", known))
                if begin:
                    yield place, re.split('[<"]', begin.string[begin.start() :], maxsplit=1)[0][:60]
            elif text is None and not within and is_zipfile(BytesIO(data)):
                try:
                    yield from _out_of_reach(data, f"{place}/")
                # damaged, or with a password: not for us to read
                except (BadZipFile, RuntimeError, NotImplementedError):
                    continue


def _begins(text: str) -> bool:
    """Whether there is anything to fill in, be it in pieces."""
    return bool(_BEGINS.search(text) or _BEGINS.search(_IN_XML.sub("", text)))


def _xml(data: bytes) -> str | None:
    """The text of a part, if it is one."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        return None
    return text if text.lstrip("\ufeff \r\n\t").startswith("<") else None


def _encoding(data: bytes) -> str:
    """Those two are what XML without a word on its encoding can be in."""
    return "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
