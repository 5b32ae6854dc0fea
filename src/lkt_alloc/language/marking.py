r"""Text as text in Markdown: whatever stands in it, none of it becomes a list, a heading, a table, bold, a link or HTML.

For CommonMark and what GitHub adds to it. Knows nothing of blocks.
"""

import re
from typing import Final

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>#|~&$^]")
_AT_THE_START: Final = re.compile(r"(?:[0-9]{1,9}[.)]|[-+])(?= |$)|[-:](?=-)|=")  # a list, a line, an underlining


def marked_down(text: str) -> str:
    r"""A text on one line as it is written in a paragraph, a heading, a list or a cell; the blanks around it go.

    >>> marked_down("1. halvår *2024*")
    '1\\. halvår \\*2024\\*'
    >>> marked_down("- a_b")
    '\\- a\\_b'
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", text.strip())
    if found := _AT_THE_START.match(escaped):
        sign = found.end() - 1
        return f"{escaped[:sign]}\\{escaped[sign:]}"
    return escaped
