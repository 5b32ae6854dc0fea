"""Bytes become text: the encoding, byte-order marks, signs that nobody can see. Knows nothing of YAML."""

import re

from lkt_alloc.document import Document
from lkt_alloc.findings import Edit, Place
from lkt_alloc.sentences import sentence

MAX_BYTES = 20_000_000
"""A larger file is refused unread; a budget of 100 000 posts has about 15 million bytes."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what YAML counts as one
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def decoded(name: str, raw: bytes) -> tuple[Document, str]:
    """The text of a file, and the document that is to hold its data; not readable, with a finding, where there is no text to read."""
    if len(raw) > MAX_BYTES:
        document = Document(name, [""], readable=False)
        size = sentence("The file has {size} bytes; the limit is {most}.", size=len(raw), most=MAX_BYTES)
        document.report("too-large", Place(name, 1, 1, 2), size, sentence("Divide it into several files."))
        return document, ""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, raw, error.start), ""
    document = Document(name, _LINE_BREAK.split(text.lstrip("\ufeff")))
    if text.startswith("\ufeff"):
        document.report(
            "encoding",
            Place(name, 1, 1, 2),
            sentence("The file begins with an invisible byte-order mark."),
            sentence('Save the file as "UTF-8" without byte-order mark (BOM).'),
            edit=Edit(1, 0, 1, ""),
        )
        text = text.lstrip("\ufeff")
    if odd := _CONTROL.search(text):
        _control_character(document, text, odd.start())
    return document, text


def _not_utf8(name: str, raw: bytes, position: int) -> Document:
    text = raw.decode("utf-8", "replace").lstrip("\ufeff")
    document = Document(name, _LINE_BREAK.split(text), readable=False)
    before = _LINE_BREAK.split(raw[:position].decode("utf-8").lstrip("\ufeff"))
    column = len(before[-1]) + 1
    byte = f"0x{raw[position]:02X}"
    document.report(
        "encoding",
        Place(name, len(before), column, column + 1),
        sentence("The file is not UTF-8: byte number {position} is {byte}.", position=position + 1, byte=byte),
        sentence('Save the file as "UTF-8" in your editor.'),
    )
    return document


def _control_character(document: Document, text: str, position: int) -> None:
    before = _LINE_BREAK.split(text[:position])
    column = len(before[-1]) + 1
    document.readable = False
    document.report(
        "syntax",
        Place(document.name, len(before), column, column + 1),
        sentence("Here is an invisible control character, {code}.", code=f"U+{ord(text[position]):04X}"),
        sentence("Delete it."),
    )
