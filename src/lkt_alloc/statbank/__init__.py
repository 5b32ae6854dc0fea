"""What a download from Statistics Norway's StatBank says: populations on 1 January, by municipality number.

Reads tables 07459 and 06913 as CSV or JSON-stat 2, from bytes; whatever is wrong with them becomes findings. Knows nothing of our own
files, and never fetches anything.
"""

from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.files.sheets import sheets, text_of
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.statbank import jsonstat, separated
from lkt_alloc.statbank.cells import CHOOSE, TABLES, Download, Spot, top
from lkt_alloc.statbank.totals import Figure, figures

__all__ = ["TABLES", "Download", "Figure", "figures", "read"]


def read(name: str, raw: bytes) -> Download:
    """One download, known as `name`: its title, its years and its cells. Never raises."""
    if len(raw) > MAX_BYTES:
        table = Download(name)
        size = sentence("The file has more than {most} bytes, which is the limit.", most=MAX_BYTES)
        table.report("too-large", Spot(top(name), ""), size, sentence("Choose fewer regions or years."))
        return table
    table = _table(name, raw)
    if table.code and table.code not in TABLES and not table.findings:
        table.report(
            "unknown-value",
            Spot(top(name), table.title),
            sentence("This is table {table}, which is not read here.", table=table.code),
            sentence("The tables that are read are {names}.", names=listed(TABLES, ",")),
        )
    return table


def _table(name: str, raw: bytes) -> Download:
    text = text_of(raw) if raw[:100].strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"[") else ""
    if text.lstrip()[:1] in ("{", "["):
        return jsonstat.read(name, text)
    try:
        return separated.read(name, sheets(name, raw))
    except CannotRun as refused:
        table = Download(name)
        table.report("syntax", Spot(top(name), ""), refused.reason, refused.remedy or CHOOSE)
        return table
