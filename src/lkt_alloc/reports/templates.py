"""Own templates: how placeholders are filled in (Jinja, in a sandbox), and what is said when a template is wrong.

Knows nothing of what the placeholders are, nor of Word. The only room that knows Jinja.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePath
from traceback import walk_tb
from types import SimpleNamespace
from typing import Any, Final, TypeVar, cast

from jinja2 import (
    DictLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from lkt_alloc.engine.names import nearest
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence

Made = TypeVar("Made")

LONGEST: Final = 100
"""So many signs are repeated of a line that is wrong."""
_FIRST: Final = 0xF0000  # for private use: no text has these
_LAST: Final = 0xFFFD
_MARK: Final = re.compile(f"[{chr(_FIRST)}-{chr(_FIRST + _LAST)}]")

MAX_BYTES: Final = 20_000_000
"""No template is larger."""


class _UnknownName(UndefinedError):
    """A placeholder that does not exist: its name, and those that do exist in its place (`None`: at the top)."""

    def __init__(self, group: Mapping[str, Any] | None, name: str, message: str) -> None:
        super().__init__(message)
        self.group, self.name = group, name


class _Undefined(StrictUndefined):
    """Remembers where a name that does not exist was looked for, for the sentence that is said about it."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        own = isinstance(obj, SimpleNamespace) or obj is missing
        if own and exc is UndefinedError and hint is None:
            raised = partial(_UnknownName, None if obj is missing else vars(obj), str(name))
            exc = cast("type[TemplateRuntimeError]", raised)
        super().__init__(hint, obj, name, exc)


class _NoText(TemplateRuntimeError):
    """A group or a list of placeholders stands where one is meant; `names` are those in the group."""

    def __init__(self, names: list[str]) -> None:
        super().__init__()
        self.names = names


def environment(
    *, escape: bool, lines: bool, shown: Callable[[object], object] | None = None
) -> ImmutableSandboxedEnvironment:
    """Where templates run: nothing but the placeholders within reach.

    `lines`: a line with only a tag in it leaves none behind. `shown` is how values are written, where that is not as they are.
    """
    made = ImmutableSandboxedEnvironment(
        loader=DictLoader({}),
        autoescape=escape,
        undefined=_Undefined,
        finalize=shown or _a_text,
        trim_blocks=lines,
        lstrip_blocks=lines,
        keep_trailing_newline=True,
    )
    del made.globals["lipsum"], made.filters["random"]  # the same input makes the same bytes
    return made


def _a_text(value: object) -> object:
    """Stop at what is no text: a group, a list, a function."""
    if isinstance(value, SimpleNamespace):
        raise _NoText(sorted(vars(value)))
    if not isinstance(value, (str, int, float, Undefined)):
        raise _NoText([])
    return value


class _Marked(Extension):
    """Puts before each line of a template, and before what follows a placeholder, a mark that says which line it is."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The template's pieces; its own text with marks."""
        for token in stream:
            if token.type == "data":
                lines = enumerate(_MARK.sub("", token.value).split("\n"), start=token.lineno)
                yield Token(token.lineno, "data", "\n".join(chr(_FIRST + min(n, _LAST)) + line for n, line in lines))
            else:
                yield token


def as_typst(value: object) -> object:
    """A value as Typst takes it: a number as it is, a text by the numbers of its signs: the same text everywhere, and nowhere code."""
    if isinstance(value, str):
        return "".join(sign if sign == " " else f"\\u{{{ord(sign):x}}}" for sign in _MARK.sub("", value))
    return _a_text(value)


def fill_typst(raw: bytes, file: str, values: Mapping[str, Any]) -> tuple[str, list[int]]:
    """A Typst template with its placeholders filled in, and the line of the template that each line comes from.

    Raises `CannotRun` when that cannot be done.
    """
    text = _decoded(raw, file)
    own = environment(escape=False, lines=True, shown=as_typst)
    own.add_extension(_Marked)
    filled = guarded(lambda: own.from_string(text).render(values), file, values, text.splitlines())
    marks = [_MARK.search(line) for line in filled.split("\n")]
    return _MARK.sub("", filled), [ord(mark[0]) - _FIRST if mark else 1 for mark in marks]


def ending(name: str) -> str:
    """The ending of what a template makes: its own, without `.j2` or `.jinja`; `.txt` if there is none."""
    path = PurePath(name)
    return PurePath(path.stem if path.suffix in (".j2", ".jinja", ".jinja2") else name).suffix.lower() or ".txt"


def fill_text(raw: bytes, file: str, values: Mapping[str, Any]) -> str:
    """A text template with its placeholders filled in. Raises `CannotRun` when that cannot be done."""
    text = _decoded(raw, file)
    own = environment(escape=ending(file) in (".html", ".htm", ".xml"), lines=True)
    return guarded(lambda: own.from_string(text).render(values), file, values, text.splitlines())


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = sentence("Save it as UTF-8 text, or as a Word document (.docx).")
        raise CannotRun(sentence("The template {file} is not UTF-8 text.", file=file), remedy) from None


def guarded(act: Callable[[], Made], file: str, values: Mapping[str, Any], lines: Sequence[str] = ()) -> Made:
    """Do what a template asks for; whatever goes wrong is the template's fault and becomes a `CannotRun`.

    `lines` are the template's own, if it is a text.
    """
    try:
        return act()
    except Exception as error:  # a template can raise anything: a division by zero, a text where a number is needed
        line = _line(error) if lines else None
        text = lines[line - 1] if line else _word_paragraph(error)
        raise _cannot_fill(error, file, values, line, text.strip()[:LONGEST]) from None


def _word_paragraph(error: Exception) -> str:
    """The paragraph of a Word template that is wrong: docxtpl tells those from the third before it, where there are so many."""
    if not isinstance(error, TemplateSyntaxError):
        return ""
    around = list(getattr(error, "docx_context", ()))
    return "".join(around[min(3, error.lineno - 1) :][:1])


def _line(error: Exception) -> int | None:
    """The line of the template that an error comes from."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    return next(
        (
            line
            for frame, line in reversed(list(walk_tb(error.__traceback__)))
            if frame.f_code.co_filename == "<template>"
        ),
        None,
    )


def place_in(file: str, line: int | None) -> Sentence:
    """Where in a template something is wrong."""
    if line:
        return sentence("The template {file}, line {line}", file=file, line=str(line))
    return sentence("The template {file}", file=file)


def _cannot_fill(error: Exception, file: str, values: Mapping[str, Any], line: int | None, text: str) -> CannotRun:
    place = place_in(file, line)
    if isinstance(error, _UnknownName):
        reason = sentence('{place}: there is no placeholder "{name}".', place=place, name=error.name)
        return CannotRun(reason, _did_you_mean(error.name, sorted(values if error.group is None else error.group)))
    if isinstance(error, (SecurityError, TemplateNotFound)):
        return CannotRun(sentence("{place}: a template may not reach beyond its placeholders.", place=place))
    if isinstance(error, _NoText):
        reason = sentence(
            "{place}: a group or a list of placeholders is where one placeholder is expected.", place=place
        )
        return CannotRun(reason, _there_are(error.names) if error.names else _SEE_HELP)
    if isinstance(error, MemoryError):
        return CannotRun(sentence("{place}: this needs too much memory.", place=place))
    return CannotRun(_not_filled(place, text), _said_by_library(error))


def _not_filled(place: Sentence, text: str) -> Sentence:
    if text:
        return sentence('{place}: this cannot be filled in: "{text}".', place=place, text=text)
    return sentence("{place}: this cannot be filled in.", place=place)


def _said_by_library(error: Exception) -> Sentence:
    """Jinja's own words, which are English: there are hundreds, and with the line before one's eyes they say enough."""
    why = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    return sentence("The reason: {why}. See lkt-alloc document --template-help.", why=why)


def _did_you_mean(name: str, known: list[str]) -> Sentence:
    if near := nearest(name, known, 1):
        return sentence("Did you mean {near}? There are: {names}.", near=near[0], names=listed(known, ","))
    return _there_are(known)


def _there_are(names: list[str]) -> Sentence:
    return sentence("There are: {names}.", names=listed(names, ","))


_SEE_HELP: Final = sentence("See lkt-alloc document --template-help.")
