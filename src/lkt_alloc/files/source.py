"""Text becomes plain data, and every key and value keeps its line and column. A strict, plain part of YAML.

Every value is the text that stands in the file: `0301` stays `0301`, `NO` stays `NO`. Built from PyYAML's event stream, so that tags,
anchors, aliases, merge keys and repeated keys are refused as they pass. Knows nothing of what a budget is.
"""

import re
from typing import Any, Final

import yaml
from msgspec import Struct

from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Edit, Path, Place
from lkt_alloc.files.decoding import decoded
from lkt_alloc.files.document import Document, Mark
from lkt_alloc.files.notation import meant_amount, without_zeros
from lkt_alloc.files.spans import Span, container_mark, span, text_mark, text_or_none
from lkt_alloc.files.syntax import report_syntax
from lkt_alloc.files.yaml_text import AMBIGUOUS, OTHERWISE
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.language.signs import composed

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH: Final = 32
MAX_TABLES: Final = 500_000
"""Tables and lists in one file. Each can lack every field there is, and 100 000 posts need 400 000 at most."""

_TEXT_LIKE: Final = r"0[0-9]+|[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?|[A-Za-z]+"
_DECIMALS: Final = r"[0-9]{1,6}(?: ?%)?"
_NO_ORE: Final = "[-\u2013\u2014\u2212]{1,2}"  # the end of `kr 90 000,-`
_UNDERSCORED: Final = r"[1-9][0-9]{0,2}(?:_[0-9]{3})+"


def read(name: str, raw: bytes) -> Document:
    """Read one file. Never raises: whatever is wrong with the bytes becomes findings in the document."""
    document, text = decoded(name, raw)
    if document.readable:
        _Builder(document).build(text)
    return document


class _Frame(Struct):
    """A container that is being filled. `key` is the key that waits for its value."""

    content: Any
    marks: Any
    start: Any
    key: str | None = None
    key_mark: Span | None = None
    discard: bool = False  # the waiting value belongs to a key that has been refused


class _Builder:
    """Puts the events of one document together. Stops at the first thing after which going on would invent findings."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.frames: list[_Frame] = []
        self.begun = False
        self.tables = 0
        self.last_plain: Any = None  # the value just read, if it has no quotes
        # the last text in quotes that goes on over several lines: the usual trace of a lost one
        self.long_quotation: Any = None

    def build(self, text: str) -> None:
        """Fill the document from `text`."""
        try:
            for event in yaml.parse(text, Loader=LOADER):
                if not self._take(event) or len(self.document.findings) > MAX_FINDINGS:
                    self.document.readable = False
                    return
        except yaml.MarkedYAMLError as error:
            self.document.readable = False
            report_syntax(self.document, error, self.long_quotation)
            return
        if self.document.data is None and not self.document.findings:
            self.document.readable = False
            self.document.report(
                "syntax",
                Place(self.document.name, 1, 1, 2),
                sentence("The file is empty."),
                sentence('A budget or municipality file begins with the field "format": see lkt-alloc help format.'),
            )

    def _take(self, event: Any) -> bool:
        """Take one event; false to stop."""
        match event:
            case yaml.ScalarEvent():
                self._refuse_decoration(event)
                self._text(event)
            case yaml.CollectionStartEvent():
                self._refuse_decoration(event)
                return self._open(event)
            case yaml.CollectionEndEvent():
                self._close(event)
            case yaml.DocumentStartEvent() if self.begun:
                self._refuse(
                    event, sentence("A second document begins here."), sentence("Keep one document in each file.")
                )
                return False
            case yaml.DocumentStartEvent():
                self.begun = True
                if event.version or event.tags:
                    self._refuse(event, sentence("Directives are not allowed here."), sentence("Delete the line."))
            case yaml.AliasEvent() if self.frames and self.frames[-1].discard:
                self._place_value(None, event)  # of a key that has been refused
            case yaml.AliasEvent():
                self._refuse(
                    event,
                    sentence('The reference "*{name}" is not allowed here.', name=str(event.anchor)),
                    sentence("Write the value out."),
                )
                if self._expects_key():
                    self._refuse_key()
                else:
                    self.document.doubtful.add(self._path())
                    self._place_value(None, event)
        return True

    def _open(self, event: Any) -> bool:
        if len(self.frames) == MAX_DEPTH:
            message = sentence("The data is nested more than {depth} levels deep.", depth=MAX_DEPTH)
            place = self._event_place(event)
            self.document.report("too-large", place, message, sentence("A budget file needs no more than six levels."))
            return False
        self.tables += 1
        if self.tables > MAX_TABLES:
            message = sentence("There are more than {most} tables and lists in the file.", most=MAX_TABLES)
            place = self._event_place(event)
            self.document.report("too-large", place, message, sentence("Divide it into several files."))
            return False
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.frames.append(_Frame({} if is_mapping else [], {} if is_mapping else [], event))
        return True

    def _close(self, event: Any) -> None:
        frame = self.frames.pop()
        mark = container_mark(frame.start, event, frame.marks, self.document.lines, self._waiting())
        if not self._expects_key():
            self._attach(frame.content, mark)
            return
        place = Place(self.document.name, mark.line + 1, mark.column + 1, mark.end + 1)
        message = sentence("What comes before the colon must be a word or a number, not a list or a table.")
        self.document.report("yaml-feature", place, message, sentence("Write a single word, followed by a colon."))
        self._refuse_key()

    def _text(self, event: Any) -> None:
        event.value = composed(event.value)
        if event.style in ("'", '"') and event.end_mark.line > event.start_mark.line:
            self.long_quotation = event
        if self._expects_key():
            self._key(event.value, event)
        else:
            self._value(event.value, event)

    def _key(self, text: str, event: Any) -> None:
        if not event.style:
            if text == "<<":
                self._refuse(event, sentence('Merging with "<<" is not allowed.'), sentence("Write the fields out."))
                self.document.doubtful.add(self._path())
                self.frames[-1].key, self.frames[-1].discard = text, True
                return
            if self._is_lost_decimals(text, event):
                self._decimals(text, event)
                return
            if AMBIGUOUS.fullmatch(text):
                self._ambiguous(text, event)
            elif OTHERWISE.fullmatch(text) and text not in self.frames[-1].content and self._is_kept():
                self.document.plain_values.append(((*self._path(), text), text, True))
        self.last_plain = None
        self._take_key(text, event)

    def _value(self, text: str, event: Any) -> None:
        plain = not event.style
        self.last_plain = event if plain and text and event.start_mark.line == event.end_mark.line else None
        if plain and AMBIGUOUS.fullmatch(text):
            self._ambiguous(text, event)
            self.document.doubtful.add(self._path())
        elif plain and OTHERWISE.fullmatch(text) and self._is_kept():
            self.document.plain_values.append((self._path(), text, False))
        self._place_value(text_or_none(event), event)

    def _refuse_key(self) -> None:
        """Leave a key and its value out; the table they stand in then lacks something, unless it is the whole file."""
        if around := self._path():
            self.document.doubtful.add(around)
        self.frames[-1].key, self.frames[-1].discard = "", True

    def _is_lost_decimals(self, text: str, event: Any) -> bool:
        """Whether a name follows a number and a comma without a space: `{"2019": 112500,50}` is two entries to YAML."""
        last = self.last_plain
        return bool(
            self.frames[-1].content  # in a table that begins here, what was before is not part of it
            and last is not None
            and last.value[-1:].isdigit()
            and (
                re.fullmatch(_DECIMALS, text) or (re.fullmatch(_NO_ORE, text) and meant_amount(f"{last.value},{text}"))
            )
            and (event.start_mark.line, event.start_mark.column) == (last.end_mark.line, last.end_mark.column + 1)
        )

    def _decimals(self, text: str, event: Any) -> None:
        """Report a number that YAML has cut in two, and leave the second part out."""
        last = self.last_plain
        start, end = last.start_mark, event.end_mark.column + 1
        number = f"{last.value},{text}"
        remedy, instead = _whole(number) if re.fullmatch(_NO_ORE, text) else _quoted(number)
        self.document.report(
            "ambiguous-text",
            Place(self.document.name, start.line + 1, start.column + 1, end),
            sentence(
                "Inside braces, the comma ends the number: this is read as {first} and {second}.",
                first=last.value,
                second=text,
            ),
            remedy,
            edit=Edit(start.line + 1, start.column + 1, end, instead) if instead else None,
        )
        frame = self.frames[-1]
        self.document.doubtful.add((*self._path(), next(reversed(frame.content))))
        frame.key, frame.discard = "", True

    def _ambiguous(self, text: str, event: Any) -> None:
        """Quotes keep a text as it is, and underscores between thousands can go; what else looks like a number may be meant either way."""
        place = self._event_place(event)
        quoted = f'"{text}"' if self._expects_key() or re.fullmatch(_TEXT_LIKE, text) else None
        instead = quoted or (text.replace("_", "") if re.fullmatch(_UNDERSCORED, text) else None)
        self.document.report(
            "ambiguous-text",
            place,
            sentence("Without quotes, {text} means something else to other programs.", text=text),
            sentence('Write "{text}" in quotes if it is text, or as plain digits if it is a number.', text=text),
            edit=Edit(place.line, place.column, place.end, instead) if instead else None,
        )

    def _take_key(self, key: str, event: Any) -> None:
        frame = self.frames[-1]
        place = self._event_place(event)
        frame.key, frame.key_mark, frame.discard = key, (place.line - 1, place.column - 1, place.end - 1), False
        if key in frame.content:
            first = frame.marks[key].key
            self.document.report(
                "duplicate-key",
                place,
                sentence('"{key}" is given here a second time.', key=key),
                sentence("Keep one of the two; the first is the one that was used here."),
                related=((Place(place.file, first[0] + 1, first[1] + 1, first[2] + 1), sentence("the first is here")),),
            )
            self.document.doubtful.add(self._path())
            frame.discard = True

    def _place_value(self, value: str | None, event: Any) -> None:
        self._attach(value, text_mark(event, self.document.lines, self._waiting()))

    def _attach(self, value: Any, mark: Mark) -> None:
        """Put a finished value where it belongs: at the top, in a list, or at the key that waits."""
        if not self.frames:
            self.document.data, self.document.mark = value, mark
            return
        frame = self.frames[-1]
        if isinstance(frame.content, list):
            frame.content.append(value)
            frame.marks.append(mark)
            return
        if not frame.discard:
            frame.content[frame.key] = value
            frame.marks[frame.key] = mark
        frame.key, frame.discard = None, False

    def _waiting(self) -> Span | None:
        """Where the key stands that the next value belongs to, if it belongs to one."""
        return self.frames[-1].key_mark if self.frames else None

    def _expects_key(self) -> bool:
        return bool(self.frames) and isinstance(self.frames[-1].content, dict) and self.frames[-1].key is None

    def _is_kept(self) -> bool:
        """Whether what is being read now becomes part of the data: it does not below a refused key, or within a key."""
        around = self.frames[:-1]
        in_key = any(isinstance(frame.content, dict) and frame.key is None for frame in around)
        return not in_key and not any(frame.discard for frame in self.frames)

    def _path(self) -> Path:
        """The path to what is being read now: in a dict the key that waits, in a list the item that comes next."""
        steps: list[str | int] = []
        for frame in self.frames:
            if isinstance(frame.content, list):
                steps.append(len(frame.content))
            elif frame.key is not None:
                steps.append(frame.key)
        return tuple(steps)

    def _event_place(self, event: Any) -> Place:
        line, column, end = span(event, self.document.lines)
        return Place(self.document.name, line + 1, column + 1, end + 1)

    def _refuse(self, event: Any, message: Sentence, remedy: Sentence) -> None:
        self.document.report("yaml-feature", self._event_place(event), message, remedy)

    def _refuse_decoration(self, event: Any) -> None:
        """Anchors and tags change what a value is, out of sight of the reader."""
        if event.anchor:
            self._refuse(
                event, sentence('The anchor "&{name}" is not allowed here.', name=event.anchor), sentence("Delete it.")
            )
        if event.tag:
            self._refuse(
                event,
                sentence('The tag "{tag}" is not allowed here.', tag=_as_written(event.tag)),
                sentence("Delete it."),
            )


def _quoted(number: str) -> tuple[Sentence, str | None]:
    """What to do about a number with decimals, and what may be written instead: nothing for certain if it begins with zeros."""
    if (shorter := without_zeros(number)) != number:
        return sentence("Write {text} if that is what is meant.", text=f'"{shorter}"'), None
    return sentence('Write "{text}" in quotes.', text=number), f'"{number}"'


def _whole(number: str) -> tuple[Sentence, str | None]:
    """The same for an amount that says "no øre", as `90 000,-` does: certain if it can only be read in one way."""
    text, certain = meant_amount(number) or (number, False)
    if certain:
        return sentence("Write {text}.", text=text), text
    return sentence("Write {text} if that is what is meant.", text=text), None


def _as_written(tag: str) -> str:
    """`!!str` for what YAML calls `tag:yaml.org,2002:str`."""
    return tag.replace("tag:yaml.org,2002:", "!!")
