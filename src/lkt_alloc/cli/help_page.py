"""Help as a page in the person's language: what Typer knows of a command, each sentence of it from the catalogs.

The page is written here and not by Typer, whose own words are English, and differ from one version of it to the next.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from lkt_alloc.cli.streams import words_of_help
from lkt_alloc.language.sentences import Sentence
from lkt_alloc.language.words import Words


def h(template: str) -> str:
    """A sentence of help as Typer takes it, in English. The marker by which translators' tools find it."""
    return template


_WORDS: Final = (
    *(h("AGES"), h("ARGS"), h("CODE"), h("COLUMNS"), h("COMMAND"), h("DATE")),
    *(h("DIR"), h("FILE"), h("FILES"), h("INDEX"), h("KR"), h("KRONER")),
    *(h("NAME"), h("NAMES"), h("NUMBER"), h("NUMBERS"), h("OPTIONS")),
    *(h("PATH"), h("PATTERN"), h("PAYER"), h("PERCENT"), h("PERIOD")),
    *(h("POST"), h("RULE"), h("SHARE"), h("TEXT"), h("YEAR"), h("YEARS")),
)
"""What stands for a value; one that is not among these (A, N) is the same in every language."""

TYPERS: Final = (
    h("Show this message and exit."),
    h("Install completion for the current shell."),
    h("Show completion for the current shell, to copy it or customize the installation."),
)
"""Help that Typer gives to options of its own."""


def placeholder(metavar: str, words: Words) -> str:
    """What stands for a value, as `[PAYER=]NAME`, with its words in the person's language."""
    return re.sub("[A-Z]{2,}", lambda found: said(found[0], words) if found[0] in _WORDS else found[0], metavar)


def said(template: str, words: Words) -> str:
    """A sentence that was marked with `h`."""
    return words.say(Sentence(template)) if template else ""


def write_page(command: Any, ctx: Any, formatter: Any) -> None:
    """Write the help of a command, or of a group of them, with the means that Typer has for it."""
    words, params = words_of_help(), [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    options = [param for param in params if param.param_type_name == "option"]
    arguments = [param for param in params if param.param_type_name == "argument"]
    inner: Mapping[str, Any] = getattr(command, "commands", {})
    usage = ["[OPTIONS]", *(param.metavar for param in arguments), *(["COMMAND [ARGS]..."] if inner else [])]
    formatter.write_usage(ctx.command_path, placeholder(" ".join(usage), words), f"{said(_USAGE, words)} ")
    _write_text(command.help or "", formatter, words)
    _write_rows("Arguments", [(placeholder(p.metavar, words), _about(p, words)) for p in arguments], formatter, words)
    _write_rows("Options", [(_typed(p, words), _about(p, words)) for p in options], formatter, words)
    width = max(map(len, inner), default=0)
    for group in dict.fromkeys(map(_group, inner.values())):
        rows = [(f"{name:<{width}}", _line(each, words)) for name, each in inner.items() if _group(each) == group]
        _write_rows(group, rows, formatter, words)
    if command.epilog:
        with formatter.section(said(h("Example"), words)):
            formatter.write(f"  lkt-alloc {command.epilog}\n")


def _write_text(text: str, formatter: Any, words: Words) -> None:
    for paragraph in filter(None, text.split("\n\n")):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(said(paragraph, words))


def _write_rows(heading: str, rows: list[tuple[str, str]], formatter: Any, words: Words) -> None:
    if rows:
        with formatter.section(said(heading, words)):
            formatter.write_dl(rows)


_USAGE: Final = h("Usage:")
_DEFAULT: Final = h("default:")
_REQUIRED: Final = h("required")
_HEADINGS: Final = (h("Arguments"), h("Options"), h("Commands"))


def _group(command: Any) -> str:
    """The heading that a command stands under."""
    return command.rich_help_panel or "Commands"


def _line(command: Any, words: Words) -> str:
    """What a list of commands says of one: the first line of its help."""
    return said((command.help or "").partition("\n\n")[0], words)


def _typed(option: Any, words: Words) -> str:
    """An option as it is typed, with what stands for its value."""
    names = ", ".join(sorted(option.opts, key=len))
    return names if option.is_flag or not option.metavar else f"{names} {placeholder(option.metavar, words)}"


def _about(param: Any, words: Words) -> str:
    """What a parameter is for, and what it is if nobody gives it."""
    default = param.show_default if isinstance(param.show_default, str) else param.show_default and param.default
    more = [f"{said(_DEFAULT, words)} {default}"] if _is_said(default) else []
    more += [said(_REQUIRED, words)] if param.required else []
    return "  ".join(filter(None, [said(param.help or "", words), f"[{'; '.join(more)}]" if more else ""]))


def _is_said(default: object) -> bool:
    return default is not None and default is not False and default != ()
