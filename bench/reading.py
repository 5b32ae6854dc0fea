"""Reading and checking budgets, against a bare load with PyYAML: processor time a post, and peak memory."""

import gc
import time

from bench.growth import posts


def reading(n: int, what: str) -> float:
    """Microseconds a post. The process is one's own, so that its peak memory is too."""
    raw = posts(n).encode()
    gc.collect()
    if what == "CSafeLoader":
        import yaml  # noqa: PLC0415

        started = time.process_time()
        yaml.load(raw, Loader=yaml.CSafeLoader)
    elif what == "read":
        from lkt_alloc.load import load_bytes  # noqa: PLC0415

        started = time.process_time()
        load_bytes("budget.yaml", raw)
    elif what == "check":
        from lkt_alloc.check import check_loaded  # noqa: PLC0415
        from lkt_alloc.load import load, load_bytes  # noqa: PLC0415
        from lkt_alloc.paths import embedded  # noqa: PLC0415

        register = load(embedded("municipalities"))
        started = time.process_time()
        check_loaded(register, load_bytes("budget.yaml", raw))
    else:
        return 0.0
    return (time.process_time() - started) / n * 1e6


THINGS = ("nothing", "CSafeLoader", "read", "check")
"""What is measured: nothing is the file in memory, for the memory of the rest to be seen beside."""
