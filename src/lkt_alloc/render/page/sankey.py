"""The flow laid out as a drawing, in whole pixels: bars for places, bands for streams, each with its label. Knows nothing of markup."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.reports.flow import Flow, FlowBox

TOP: Final = 34  # room for the titles of the columns
BAR: Final = 10
GAP: Final = 10
LINE: Final = 15  # from one line of a label to the next
LABEL: Final = 34  # what a label takes in all


class Frame(Struct, frozen=True):
    """A kind of drawing: where its columns stand, how high all money is, and how much room a label takes.

    Labels stand beside the bars, or above them where there is little room. `letters` is how long a name may be in each column, and
    `beside` how long next to a name in the middle.
    """

    name: str
    width: int
    columns: tuple[int, int, int]
    height: int
    letters: tuple[int, int, int]
    beside: int
    above: bool


FRAMES: Final = (
    Frame("wide", 960, (280, 510, 725), 330, (37, 27, 28), 28, above=False),
    Frame("narrow", 344, (0, 167, 334), 260, (24, 15, 24), 17, above=True),
)
"""For a page with room, and for a telephone."""


class Bar(Struct, frozen=True):
    """A place: a rectangle with a name and an amount beside it. `whole` is the name when it had to be cut."""

    kind: str
    x: int
    y: int
    height: int
    text_x: int
    text_y: int
    anchor: str
    name: str
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
    layout = _layout(flow, frame)
    bars = tuple(_bar(layout, n, place, words) for n, column in enumerate(flow.columns) for place in column)
    bands = tuple(band for n in (0, 1) for band in _bands(layout, n, flow, words))
    bottom = max(bar.y + bar.height for bar in bars)
    return Drawing(frame, max(bottom, *(bar.text_y + LINE for bar in bars)) + 8, bars, bands, _heads(frame))


class _Layout(Struct, frozen=True):
    """How thick every stream is, and where every bar begins and how high it is, by column and identifier."""

    frame: Frame
    sizes: tuple[dict[tuple[str, str], int], ...]
    boxes: tuple[dict[str, tuple[int, int]], ...]


def _layout(flow: Flow, frame: Frame) -> _Layout:
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
    slots = [[LABEL + high if frame.above else max(LABEL, high) for high in column.values()] for column in heights]
    full = [sum(column) + GAP * (len(column) - 1) for column in slots]
    boxes: list[dict[str, tuple[int, int]]] = []
    for column, own, height in zip(heights, slots, full, strict=True):
        y = TOP + (max(full) - height) // 2
        boxes.append({})
        for (place, high), slot in zip(column.items(), own, strict=True):
            boxes[-1][place] = (y + (slot - high if frame.above else (slot - high) // 2), high)
            y += slot + GAP
    return _Layout(frame, sizes, tuple(boxes))


def _ending(sizes: dict[tuple[str, str], int], place: str, end: int) -> int:
    """How thick all the streams are together that begin (`end` 0) or end (1) at a place."""
    return sum(size for ends, size in sizes.items() if ends[end] == place)


def _bar(layout: _Layout, n: int, place: FlowBox, words: Words) -> Bar:
    frame, (top, high), x = layout.frame, layout.boxes[n][place.id], layout.frame.columns[n]
    if frame.above:
        text_x, anchor = ((x, "start"), (x + BAR // 2, "middle"), (x + BAR, "end"))[n]
        text_y = top - LINE - 4
    else:
        text_x, anchor = (x + BAR + 10, "start") if n == 2 else (x - 10, "end")
        text_y = top + high // 2 - 3
    name = words.title(place.name)
    room = _room(layout, n, top)
    cut = name if len(name) <= room else name[: room - 1].rstrip(" ,;:") + "…"
    whole = name if cut != name else ""
    return Bar(_kind(n, place), x, top, high, text_x, text_y, anchor, cut, whole, words.show(Ore(place.ore)))


def _room(layout: _Layout, n: int, top: int) -> int:
    """How many letters a name has room for: fewer beside a name in the middle, where names stand above their bars."""
    beside = layout.frame.above and n != 1 and any(abs(top - other) < LABEL for other, _ in layout.boxes[1].values())
    return layout.frame.beside if beside else layout.frame.letters[n]


def _kind(n: int, place: FlowBox) -> str:
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
    if frame.above:
        return ((first, "start"), (second + BAR // 2, "middle"), (third + BAR, "end"))
    return ((first + BAR, "end"), (second + BAR, "end"), (third, "start"))
