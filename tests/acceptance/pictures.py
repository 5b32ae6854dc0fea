"""The pictures of the README: what the program prints, as SVG. `make golden` writes them anew."""

import re
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tests.cli.inside import inside
from tests.cli.terminals import in_terminal
from tests.render.browsers import chromium

COLUMNS = 110
WIDTH, HEIGHT = 1100, 1400

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


def page_picture(folder: Path, *arguments: str) -> str:
    """The top of the page that a command writes, as Chromium has it after its script has run: markup and style within an SVG.

    Text stays text. Nothing in it depends on how wide the picture is shown: rules for telephones, paper and the dark are left out.
    """
    printed, code = inside([*arguments, "--output", "page.html"], folder)
    assert code == 0, printed
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        tab.goto((folder / "page.html").as_uri())
        body, style = tab.evaluate(_SHOWN)
    style = re.sub(r"([\d.]+)vw", lambda found: f"{float(found[1]) * WIDTH / 100:g}px", style)
    style = re.sub("^html ", ".page ", style.replace("light dark", "only light"), flags=re.MULTILINE)
    return _PAGE.format(
        width=WIDTH,
        height=HEIGHT,
        inner_width=WIDTH - 1,
        inner_height=HEIGHT - 1,
        fade=HEIGHT - 120,
        style=style,
        body=body,
    )


_SHOWN = """() => {
    const unseen = "script, .skip, .narrow, .shares ~ section, .why, tfoot, .note, title, desc";
    document.querySelectorAll(unseen).forEach((element) => element.remove());
    document.querySelectorAll("tbody").forEach((body, n) => n < 12 || body.remove());
    const markup = [...document.body.children].map((child) => new XMLSerializer().serializeToString(child)).join("\\n");
    const everywhere = (rule) => ![CSSMediaRule, CSSPageRule].includes(rule.constructor);
    const rules = [...document.styleSheets[0].cssRules].filter(everywhere);
    return [markup.replace(/\\n\\s*/g, "\\n"), rules.map((rule) => rule.cssText).join("\\n")];
}"""

_PAGE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">
<style>
{style}
</style>
<linearGradient id="fade" x2="0" y2="1">
<stop offset="0" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#fff"/>
</linearGradient>
<rect width="{width}" height="{height}" rx="8" fill="#fff"/>
<foreignObject width="{width}" height="{height}">
<body xmlns="http://www.w3.org/1999/xhtml" class="page script">
{body}
</body>
</foreignObject>
<rect y="{fade}" width="{width}" height="120" fill="url(#fade)"/>
<rect x=".5" y=".5" width="{inner_width}" height="{inner_height}" rx="8" fill="none" stroke="#d5dce1"/>
</svg>
"""
