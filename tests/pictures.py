"""The pictures of the README: what the program prints, as SVG. `make golden` writes them anew."""

import re
from io import StringIO

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tests.terminals import in_terminal

COLUMNS = 110

_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)  # nothing is to be fetched


def terminal_picture(*arguments: str) -> str:
    """A command and what it prints to a terminal with colours."""
    command = " ".join(("lkt-alloc", *arguments))
    printed = f"$ {command}\n{in_terminal(list(arguments), COLUMNS)}"
    width = COLUMNS + 2
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True, color_system="standard")
    console.print(Text.from_ansi(printed), soft_wrap=True)
    svg = console.export_svg(title=command, theme=DEFAULT_TERMINAL_THEME, code_format=_FORMAT, unique_id="lkt")
    return "".join(line.rstrip() + "\n" for line in svg.splitlines())
