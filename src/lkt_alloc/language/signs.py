"""Signs that nobody sees, that turn a text round or that a terminal obeys: which they are, and how a text is shown in spite of them.

The one definition: `unseen` finds them in files, everything that is printed or written goes through `visible`, `visible_lines` or
`escaped`. Knows nothing of files or formats. Letters, marks on letters and spaces of any width are none of them.
"""

import unicodedata
from typing import Final

from lkt_alloc.language.sentences import Sentence, listed, sentence

_TURNING: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_UNSEEN: Final = (
    # what Unicode calls default-ignorable, the ends of lines and paragraphs, halves of characters
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x13430, 0x1343F),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)


def composed(text: str) -> str:
    """The text with each letter as one sign (NFC): `å` may also be typed or copied as `a` and a ring, and looks the same.

    >>> len(composed("a\N{COMBINING RING ABOVE}"))
    1
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def is_control(code: int) -> bool:
    """Whether a terminal may do something when it gets this character: C0, DEL and C1."""
    return code < 0x20 or 0x7F <= code < 0xA0


def turns(code: int) -> bool:
    """Whether a character changes the direction in which a text is shown."""
    return code in _TURNING


def is_unseen(code: int) -> bool:
    """Whether a character is one of the signs that this is about."""
    return is_control(code) or any(first <= code <= last for first, last in _UNSEEN)


class _Shown(dict[int, int | str]):
    """For `str.translate`: what stands for each character, found out when it is first met; common ones are remembered."""

    def __missing__(self, code: int) -> int | str:
        shown = self.instead(code) if is_unseen(code) else code
        if code < _COMMON:
            self[code] = shown
        return shown

    def instead(self, code: int) -> int | str:
        """The picture of a control character, `�` for what has none."""
        return code + 0x2400 if code < 0x20 else 0x2421 if code == 0x7F else 0xFFFD


class _Escaped(_Shown):
    def instead(self, code: int) -> str:
        """As JSON writes it."""
        units = chr(code).encode("utf-16-be", "surrogatepass").hex()
        return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


_COMMON: Final = 0x2100
_LINES: Final = {10: 10, 9: 9}
_ON_ONE_LINE, _ON_LINES, _IN_JSON = _Shown(), _Shown(_LINES), _Escaped(_LINES)


def visible(text: str) -> str:
    r"""`text` on one line, with something to be seen in place of each such sign, line ends and tabs among them.

    >>> visible("Os\x1b[31m\u202e\n")
    'Os␛[31m�␊'
    """
    return text if text.isascii() and text.isprintable() else text.translate(_ON_ONE_LINE)


def visible_lines(text: str) -> str:
    """The same for a text of several lines: they stay, and so do tabs."""
    return text if text.isascii() and text.isprintable() else text.translate(_ON_LINES)


def escaped(json: str) -> str:
    r"""JSON in which such signs are escaped, so that a person can read it and a program reads what it was.

    >>> escaped('"Os\u202e\U000e0041"')
    '"Os\\u202e\\udb40\\udc41"'
    """
    return json.translate(_IN_JSON)


def signs_in(text: str) -> list[int]:
    """Such signs in a text that may have several lines, each once, in order. A carriage return is one: it writes over what was there."""
    if text.isascii() and text.isprintable():
        return []
    return list(dict.fromkeys(code for code in map(ord, text) if is_unseen(code) and code not in _LINES))


def named(codes: list[int]) -> Sentence:
    """What such signs are, in words."""
    shown = listed((f"U+{code:04X}" for code in codes), ",")
    if len(codes) > 1:
        return sentence("invisible characters: {codes}", codes=shown)
    if is_control(codes[0]):
        return sentence("the control character {code}", code=shown)
    if turns(codes[0]):
        return sentence("{code}, a character that changes the direction of the text", code=shown)
    return sentence("{code}, an invisible character", code=shown)
