"""What a download from Statistics Norway's StatBank says: populations on 1 January, by municipality number.

Reads tables 07459 and 06913 as CSV or JSON-stat 2, from bytes; whatever is wrong with them becomes findings. Knows nothing of our own
files, and never fetches anything.
"""

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.statbank import jsonstat, separated
from lkt_alloc.statbank.cells import TABLES, Download, Spot
from lkt_alloc.statbank.totals import Figure, figures

__all__ = ["TABLES", "Download", "Figure", "figures", "read"]


def read(name: str, raw: bytes) -> Download:
    """One download, known as `name`: its title, its years and its cells. Never raises."""
    if len(raw) > MAX_BYTES:
        table = Download(name)
        size = sentence("The file has more than {most} bytes, which is the limit.", most=MAX_BYTES)
        table.report("too-large", Spot(Place(name, 1, 1, 2), ""), size, sentence("Choose fewer regions or years."))
        return table
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # what the StatBank itself writes CSV in
    table = jsonstat.read(name, text) if text.lstrip()[:1] == "{" else separated.read(name, text)
    if table.code and table.code not in TABLES and not table.findings:
        table.report(
            "unknown-value",
            Spot(Place(name, 1, 1, 2), text.split("\n", 1)[0]),
            sentence("This is table {table}, which is not about populations on 1 January.", table=table.code),
            sentence("The tables for that are {names}.", names=listed(TABLES, ",")),
        )
    return table
