"""Bytes become text: the encoding, byte-order marks, signs that nobody can see. Knows nothing of YAML."""

import codecs
import re
from typing import Final

from lkt_alloc.diagnostics.findings import Edit, Place
from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.files.document import Document
from lkt_alloc.language.sentences import sentence

_LINE_BREAK: Final = "\r\n|[\n\r\x85\u2028\u2029]"  # what YAML counts as one
_CONTROL: Final = (
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"  # seldom needed, long to compile
)
_ABOVE_SUSPICION: Final = bytes({*b"\t\n\r", *range(0x20, 0x100)} - {0x7F, 0xC2, 0xEF})
"""Bytes that no control character has in UTF-8. Looking for others first is quicker than looking at every character."""


def decoded(name: str, raw: bytes) -> tuple[Document, str]:
    """The text of a file, and the document that is to hold its data; not readable, with a finding, where there is no text to read."""
    if len(raw) > MAX_BYTES:
        document = Document(name, [""], readable=False)
        size = sentence("The file has more than {most} bytes, which is the limit.", most=MAX_BYTES)
        document.report("too-large", Place(name, 1, 1, 2), size, sentence("Divide it into several files."))
        return document, ""
    if encoding := wide(raw):
        return _in_wide(name, raw, encoding), ""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(name, raw, error.start), ""
    document = Document(name, _lines(text.lstrip("\ufeff")))
    if text.startswith("\ufeff"):
        document.report(
            "encoding",
            Place(name, 1, 1, 2),
            sentence("The file begins with an invisible byte-order mark."),
            sentence('Save the file as "UTF-8" without byte-order mark (BOM).'),
            edit=Edit(1, 0, 1, ""),
        )
        text = text.lstrip("\ufeff")
    if raw.translate(None, _ABOVE_SUSPICION) and (odd := re.search(_CONTROL, text)):
        _control_character(document, text, odd.start())
    return document, text


def _lines(text: str) -> list[str]:
    rare = any(sign in text for sign in "\r\x85\u2028\u2029")
    return re.split(_LINE_BREAK, text) if rare else text.split("\n")


def _not_utf8(name: str, raw: bytes, position: int) -> Document:
    old = raw[:position].isascii() and raw[position] in _NORDIC
    text = raw.decode("cp1252" if old else "utf-8", "replace").lstrip("\ufeff")
    document = Document(name, _lines(text), readable=False)
    before = _lines(raw[:position].decode("utf-8").lstrip("\ufeff"))
    column = len(before[-1]) + 1
    byte = f"0x{raw[position]:02X}"
    message = sentence("The file is not UTF-8: byte number {position} is {byte}.", position=position + 1, byte=byte)
    if old:
        message = sentence(
            'The file looks like Windows-1252 ("ANSI", Latin-1), not UTF-8: byte number {position} is {byte}.',
            position=position + 1,
            byte=byte,
        )
    document.report("encoding", Place(name, len(before), column, column + 1), message, _SAVE)
    return document


_SAVE: Final = sentence(
    'Save the file as "UTF-8": in Notepad with "Save as", Encoding; in VS Code with "Save with Encoding".'
)
_NORDIC: Final = "æøåÆØÅäöÄÖéü«»–".encode("cp1252")
_MARKS: Final = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before UTF-16, whose mark is its beginning
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def wide(raw: bytes) -> str | None:
    """The encoding of text with several bytes for each letter: its mark says so, or every second byte is zero."""
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding
    start = raw[:_LOOKED_AT]
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if len(zeros) > 1 and zeros.count(0) > len(zeros) * 0.8 and letters.count(0) < len(letters) * 0.2:
            return encoding
    return None


_LOOKED_AT: Final = 1000


def _in_wide(name: str, raw: bytes, encoding: str) -> Document:
    lines = _lines(raw.decode(encoding, "replace").lstrip("\ufeff"))
    document = Document(name, lines, readable=False)
    message = sentence("The file looks like {encoding}, not UTF-8.", encoding=encoding[:6].upper())
    document.report("encoding", Place(name, 1, 1, 2), message, _SAVE)
    return document


def _control_character(document: Document, text: str, position: int) -> None:
    before = _lines(text[:position])
    column = len(before[-1]) + 1
    document.readable = False
    document.report(
        "syntax",
        Place(document.name, len(before), column, column + 1),
        sentence("Here is an invisible control character, {code}.", code=f"U+{ord(text[position]):04X}"),
        sentence("Delete it."),
    )
