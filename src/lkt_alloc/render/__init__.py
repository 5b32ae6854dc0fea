"""The formats of results, each once. Which of them a command has follows from what its result has, and with them `--format` and help.

One module for each format: `render(what is shown, words)`. They do not know each other, the disk, or whether there is a terminal.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

if TYPE_CHECKING:
    from lkt_alloc.language.words import Words


class Format(NamedTuple):
    """A way to give a result: `needs` are the methods of the result whose values its renderer takes, the first before the words.

    `renderer` is a room, or `room:function` where the function is not called `render`.
    """

    name: str
    ending: str
    needs: tuple[str, ...]
    renderer: str
    on_screen: str = ""
    """The renderer that takes its place where a terminal shows it."""
    draws_bars: bool = False
    library: str = ""
    """What makes it, where that is installed only by whoever wants the format: the extra has the format's name."""

    @property
    def is_bare(self) -> bool:
        """Whether there is room for nothing but figures: what else there is to know must be said beside them."""
        return not {"report", "record", "page", "workbook"} & {*self.needs}

    @property
    def for_programs(self) -> bool:
        """Whether it is the same in every language."""
        return self.needs[0] in ("rows", "record")

    def render(self, *, on_screen: bool = False) -> Callable[..., str | bytes]:
        """The renderer, imported now. The one for a terminal also takes its width, and whether it shows colours.

        Raises `CannotRun` where the library that it needs is not installed.
        """
        module, _, function = (self.on_screen if on_screen else self.renderer).partition(":")
        try:
            room = import_module(f"lkt_alloc.render.{module}")
        except ModuleNotFoundError as error:
            if error.name != self.library:
                raise
            lacking = sentence(
                "The format {format} needs {library}, which is not installed.", format=self.name, library=self.library
            )
            command = f"pip install 'lkt-alloc[{self.name}]'"
            raise CannotRun(lacking, sentence("Install it: {command}", command=command)) from None
        renderer: Callable[..., str | bytes] = getattr(room, function or "render")
        return renderer

    def of(self, result: object, words: "Words") -> str | bytes:
        """A result in this format."""
        first, *more = (getattr(result, need)() for need in self.needs)
        return self.render()(first, words, *more)


FORMATS: Final = (
    Format("text", ".txt", ("report",), "text", on_screen="terminal", draws_bars=True),
    Format("text", ".txt", ("findings",), "findings", on_screen="findings:on_screen"),
    Format("markdown", ".md", ("report",), "markdown", draws_bars=True),
    Format("html", ".html", ("page",), "page"),
    Format("html", ".html", ("report",), "page:render_report"),
    Format("docx", ".docx", ("report",), "docx"),
    Format("pdf", ".pdf", ("report",), "pdf", library="typst"),
    Format("csv", ".csv", ("rows",), "csv"),
    Format("csv-excel", ".csv", ("table",), "csv:render_for_excel"),
    Format("xlsx", ".xlsx", ("workbook",), "xlsx"),
    Format("xlsx", ".xlsx", ("table", "report", "sheets"), "xlsx:render_list"),
    Format("xlsx", ".xlsx", ("table", "report"), "xlsx:render_list"),
    Format("json", ".json", ("record",), "json"),
    Format("json", ".json", ("checked", "addresses"), "findings_json"),
    Format("github", "", ("checked", "addresses"), "github"),
    Format("sarif", "", ("checked", "addresses"), "sarif"),
    Format("junit", "", ("checked", "addresses"), "junit"),
)
"""In the order of help. Of lines with the same name, the first that a result has everything for is its own."""

TEMPLATES: Final = {
    ".docx": Format("docx", ".docx", (), "word_template:fill"),
    ".typ": Format("pdf", ".pdf", (), "pdf.template:fill", library="typst"),
}
"""What makes a document of an own template that is not to be given as it was filled in, by the template's ending."""

OTHER_NAMES: Final = {"table": "text"}
"""What a format was called before, and still may be."""


def formats_of(result: type) -> dict[str, Format]:
    """The formats of a kind of result, by name."""
    own: dict[str, Format] = {}
    for form in FORMATS:
        if all(hasattr(result, need) for need in form.needs):
            own.setdefault(form.name, form)
    return own
