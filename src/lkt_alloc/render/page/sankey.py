"""The flow laid out as a drawing, in whole pixels: bars for places, bands for streams, each with its label. Knows nothing of markup."""

from collections import defaultdict
from dataclasses import dataclass

from lkt_alloc.flow import Flow, Place, Stream
from lkt_alloc.language import Words
from lkt_alloc.sentences import Ore

TOP = 34  # room for the titles of the columns
BAR = 10
GAP = 10


@dataclass(frozen=True, slots=True)
class Frame:
    """A kind of drawing: where its columns stand, how high all money is, and how much room a label takes.

    Labels stand beside the bars, or above them where there is little room.
    """

    name: str
    width: int
    columns: tuple[int, int, int]
    height: int
    letters: tuple[int, int, int]
    above: bool


FRAMES = (
    Frame("wide", 960, (290, 530, 750), 330, (38, 26, 27), above=False),
    Frame("narrow", 344, (0, 167, 334), 260, (24, 15, 24), above=True),
)
"""For a page with room, and for a telephone."""


@dataclass(frozen=True, slots=True)
class Bar:
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


@dataclass(frozen=True, slots=True)
class Band:
    """A stream: the outline of a band between two bars, as the path of an SVG."""

    kind: str
    path: str
    said: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; `heads` are the places of the columns' titles."""

    frame: Frame
    height: int
    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    heads: tuple[tuple[int, str], ...]


def drawing(flow: Flow, words: Words, frame: Frame) -> Drawing:
    """Lay out a flow in a frame."""
    whole = max(sum(abs(place.ore) for place in column) for column in flow.columns)
    thick = {
        (n, stream.source, stream.target): max(1, abs(stream.ore) * frame.height // whole)
        for n, streams in enumerate(flow.streams)
        for stream in streams
    }
    heights = [{place.id: _height(n, place, thick) for place in column} for n, column in enumerate(flow.columns)]
    label = 34
    slots = [[label + high if frame.above else max(label, high) for high in column.values()] for column in heights]
    height = max(sum(column) + GAP * (len(column) - 1) for column in slots)
    tops: list[dict[str, int]] = []
    bars: list[Bar] = []
    for n, column in enumerate(flow.columns):
        y = TOP + (height - sum(slots[n]) - GAP * (len(column) - 1)) // 2
        tops.append({})
        for place, slot in zip(column, slots[n], strict=True):
            high = heights[n][place.id]
            top = y + (slot - high if frame.above else (slot - high) // 2)
            tops[n][place.id] = top
            bars.append(_bar(n, place, (top, high), frame, words))
            y += slot + GAP
    return Drawing(frame, TOP + height + 4, tuple(bars), tuple(_bands(flow, frame, tops, thick, words)), _heads(frame))


def _height(n: int, place: Place, thick: dict[tuple[int, str, str], int]) -> int:
    into = sum(size for (m, _, target), size in thick.items() if m == n - 1 and target == place.id)
    out = sum(size for (m, source, _), size in thick.items() if m == n and source == place.id)
    return max(into, out)


def _bar(n: int, place: Place, box: tuple[int, int], frame: Frame, words: Words) -> Bar:
    (top, high), x = box, frame.columns[n]
    if frame.above:
        text_x, anchor = ((x, "start"), (x + BAR // 2, "middle"), (x + BAR, "end"))[n]
        text_y = top - 19
    else:
        text_x, anchor = (x + BAR + 10, "start") if n == 2 else (x - 10, "end")
        text_y = top + high // 2 - 3
    name = words.title(place.name)
    cut = name if len(name) <= frame.letters[n] else name[: frame.letters[n] - 1].rstrip(" ,;:") + "…"
    whole = name if cut != name else ""
    return Bar(_kind(n, place), x, top, high, text_x, text_y, anchor, cut, whole, words.show(Ore(place.ore)))


def _kind(n: int, place: Place) -> str:
    return ("post", "payer", "host" if place.host else "member")[n]


def _bands(
    flow: Flow, frame: Frame, tops: list[dict[str, int]], thick: dict[tuple[int, str, str], int], words: Words
) -> list[Band]:
    bands = []
    for n, streams in enumerate(flow.streams):
        order = [{place.id: i for i, place in enumerate(flow.columns[n + side])} for side in (0, 1)]
        used: dict[tuple[int, str], int] = defaultdict(int)
        places = {place.id: place for place in flow.columns[n + 1]}
        for stream in sorted(streams, key=lambda s: (order[0][s.source], order[1][s.target])):
            size = thick[n, stream.source, stream.target]
            ends = []
            for side, end in ((0, stream.source), (1, stream.target)):
                ends.append(tops[n + side][end] + used[side, end])
                used[side, end] += size
            path = _path(frame.columns[n] + BAR, ends[0], frame.columns[n + 1], ends[1], size)
            bands.append(Band(_kind(n + 1, places[stream.target]), path, _said(flow, n, stream, words)))
    return bands


def _said(flow: Flow, n: int, stream: Stream, words: Words) -> str:
    source, target = (
        next(place.name for place in flow.columns[n + side] if place.id == end)
        for side, end in ((0, stream.source), (1, stream.target))
    )
    return f"{words.title(source)} → {words.title(target)}: {words.show(Ore(stream.ore))}"


def _path(x0: int, y0: int, x1: int, y1: int, size: int) -> str:
    mid = (x0 + x1) // 2
    return (
        f"M{x0} {y0}C{mid} {y0} {mid} {y1} {x1} {y1}V{y1 + size}C{mid} {y1 + size} {mid} {y0 + size} {x0} {y0 + size}Z"
    )


def _heads(frame: Frame) -> tuple[tuple[int, str], ...]:
    first, second, third = frame.columns
    if frame.above:
        return ((first, "start"), (second + BAR // 2, "middle"), (third + BAR, "end"))
    return ((first + BAR, "end"), (second + BAR, "end"), (third, "start"))
