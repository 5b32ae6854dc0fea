"""The flow laid out as a drawing, in whole pixels: bars for places, bands for streams, each with its label. Knows nothing of markup."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.reports.flow import Flow, FlowBox

TOP: Final = 34  # room for the titles of the columns
BAR: Final = 10
GAP: Final = 10
LINE: Final = 15  # from one line of a label to the next
LABEL: Final = 34  # what a label of two lines takes in all
LETTER: Final = 8  # how wide a letter may be
ASIDE: Final = 10  # from a bar to what stands beside it


class Frame(Struct, frozen=True):
    """A kind of drawing: where its columns stand, how high all money is, and how much room a label takes.

    Labels stand beside the bars at the ends, or above them where there is little room (`above`); those in the middle always above.
    `letters` is how long a line of a name may be in each column, so that labels of different columns never touch; `lines` is how many
    a name may have. Where labels are beside, the columns stand as far out as the longest of them lets them.
    """

    name: str
    width: int
    columns: tuple[int, int, int]
    height: int
    letters: tuple[int, int, int]
    lines: int
    above: bool


FRAMES: Final = (
    Frame("wide", 960, (280, 470, 725), 330, (37, 27, 28), 1, above=False),
    Frame("narrow", 344, (0, 167, 334), 260, (13, 13, 13), 2, above=True),
)
"""For a page with room, and for a telephone."""


class Bar(Struct, frozen=True):
    """A place: a rectangle with the lines of a name and an amount beside it. `whole` is the name when it had to be cut."""

    kind: str
    x: int
    y: int
    height: int
    text_x: int
    text_y: int
    anchor: str
    names: tuple[str, ...]
    whole: str
    amount: str


class Band(Struct, frozen=True):
    """A stream: the outline of a band between two bars, as the path of an SVG."""

    kind: str
    path: str
    said: str


class Drawing(Struct, frozen=True):
    """A whole drawing; `heads` are the places of the columns' titles."""

    frame: Frame
    height: int
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    heads: tuple[tuple[int, str], ...]


def drawing(flow: Flow, words: Words, frame: Frame) -> Drawing:
    """Lay out a flow in a frame."""
    frame = frame if frame.above else _spread(flow, words, frame)
    layout = _layout(flow, words, frame)
    bars = tuple(_bar(layout, n, place, words) for n, column in enumerate(flow.columns) for place in column)
    bands = tuple(band for n in (0, 1) for band in _bands(layout, n, flow, words))
    bottom = max(bar.y + bar.height for bar in bars)
    return Drawing(
        frame, max(bottom, *(bar.text_y + LINE * len(bar.names) for bar in bars)) + 8, bars, bands, _heads(frame)
    )


def _spread(flow: Flow, words: Words, frame: Frame) -> Frame:
    """The frame with its outer columns as far apart as the labels beside them let them be, and the other in the middle."""
    left, right = (
        max(
            (
                _wide(*_lines(words.title(place.name), frame, n), words.show(Ore(place.said)))
                for place in flow.columns[n]
            ),
            default=0,
        )
        for n in (0, 2)
    )
    first, last = left + ASIDE, frame.width - right - ASIDE - BAR
    return replace(frame, columns=(first, (first + last) // 2, last))


def _wide(*lines: str) -> int:
    """How wide a label may be: letters of a bold font that is wider than most."""
    return max(map(len, lines)) * LETTER


def _lines(name: str, frame: Frame, n: int) -> tuple[str, ...]:
    """A name as it stands in a column: on several lines where it is long and there may be several, and cut where it is longer."""
    room = frame.letters[n]
    end = max(name.rfind(" ", 0, room + 1), name.rfind("-", 0, room) + 1)
    if len(name) <= room or frame.lines == 1 or end <= 0:
        return (_cut(name, room),)
    return name[:end].rstrip(), _cut(name[end:].lstrip(), room)


def _cut(name: str, room: int) -> str:
    return name if len(name) <= room else name[: room - 1].rstrip(" ,;:") + "…"


class _Layout(Struct, frozen=True):
    """How thick every stream is, the names of all places, and where every bar begins and how high it is, by column and identifier."""

    frame: Frame
    sizes: tuple[dict[tuple[str, str], int], ...]
    names: tuple[dict[str, tuple[str, ...]], ...]
    boxes: tuple[dict[str, tuple[int, int]], ...]


def _layout(flow: Flow, words: Words, frame: Frame) -> _Layout:
    whole = max(sum(abs(place.ore) for place in column) for column in flow.columns)
    sizes = tuple(
        {(stream.source, stream.target): max(1, abs(stream.ore) * frame.height // whole) for stream in streams}
        for streams in flow.streams
    )
    heights = [
        {
            place.id: max(
                _ending(sizes[n - 1], place.id, 1) if n else 0, _ending(sizes[n], place.id, 0) if n < 2 else 0
            )
            for place in column
        }
        for n, column in enumerate(flow.columns)
    ]
    names = tuple(
        {place.id: _lines(words.title(place.name), frame, n) for place in column}
        for n, column in enumerate(flow.columns)
    )
    slots = [
        [
            LABEL + LINE * (len(names[n][place]) - 1) + high if _is_above(frame, n) else max(LABEL, high)
            for place, high in column.items()
        ]
        for n, column in enumerate(heights)
    ]
    full = [sum(column) + GAP * (len(column) - 1) for column in slots]
    boxes: list[dict[str, tuple[int, int]]] = []
    for n, (column, own, height) in enumerate(zip(heights, slots, full, strict=True)):
        y = TOP + (max(full) - height) // 2
        boxes.append({})
        for (place, high), slot in zip(column.items(), own, strict=True):
            boxes[-1][place] = (y + (slot - high if _is_above(frame, n) else (slot - high) // 2), high)
            y += slot + GAP
    return _Layout(frame, sizes, names, tuple(boxes))


def _is_above(frame: Frame, n: int) -> bool:
    """Whether the labels of a column stand above its bars."""
    return frame.above or n == 1


def _ending(sizes: dict[tuple[str, str], int], place: str, end: int) -> int:
    """How thick all the streams are together that begin (`end` 0) or end (1) at a place."""
    return sum(size for ends, size in sizes.items() if ends[end] == place)


def _bar(layout: _Layout, n: int, place: FlowBox, words: Words) -> Bar:
    frame, (top, high), x = layout.frame, layout.boxes[n][place.id], layout.frame.columns[n]
    text_x, anchor = _beside(frame, n)
    names, name = layout.names[n][place.id], words.title(place.name)
    text_y = top - LINE * len(names) - 4 if _is_above(frame, n) else top + high // 2 - 3
    whole = name if names[-1].endswith("…") else ""
    return Bar(_kind(n, place), x, top, high, text_x, text_y, anchor, names, whole, words.show(Ore(place.said)))


def _beside(frame: Frame, n: int) -> tuple[int, str]:
    """Where the text of a column stands, and how."""
    x = frame.columns[n]
    if n == 1:
        return x + BAR // 2, "middle"
    if frame.above:
        return (x, "start") if n == 0 else (x + BAR, "end")
    return (x - ASIDE, "end") if n == 0 else (x + BAR + ASIDE, "start")


def _kind(n: int, place: FlowBox) -> str:
    if place.deducted:
        return "deducted"
    return ("post", "payer", "host" if place.host else "member")[n]


def _bands(layout: _Layout, n: int, flow: Flow, words: Words) -> Iterator[Band]:
    """The streams from column `n` to the next, each where it leaves and reaches its bars in the order of the bars there."""
    sources, targets = ({place.id: place for place in flow.columns[n + side]} for side in (0, 1))
    left, right = list(sources), list(targets)
    x0, x1 = layout.frame.columns[n] + BAR, layout.frame.columns[n + 1]
    leaving, reaching = ({place: top for place, (top, _) in layout.boxes[n + side].items()} for side in (0, 1))
    for stream in sorted(flow.streams[n], key=lambda each: (left.index(each.source), right.index(each.target))):
        size = layout.sizes[n][stream.source, stream.target]
        path = _path((x0, leaving[stream.source]), (x1, reaching[stream.target]), size)
        leaving[stream.source] += size
        reaching[stream.target] += size
        names = (words.title(place.name) for place in (sources[stream.source], targets[stream.target]))
        said = f"{' → '.join(names)}: {words.show(Ore(stream.ore))}"
        yield Band(_kind(n + 1, targets[stream.target]), path, said)


def _path(start: tuple[int, int], end: tuple[int, int], size: int) -> str:
    (x0, y0), (x1, y1) = start, end
    mid = (x0 + x1) // 2
    return (
        f"M{x0} {y0}C{mid} {y0} {mid} {y1} {x1} {y1}V{y1 + size}C{mid} {y1 + size} {mid} {y0 + size} {x0} {y0 + size}Z"
    )


def _heads(frame: Frame) -> tuple[tuple[int, str], ...]:
    first, second, third = frame.columns
    return (
        (first, "start") if frame.above else (first + BAR, "end"),
        (second + BAR // 2, "middle"),
        (third + BAR, "end") if frame.above else (third, "start"),
    )
