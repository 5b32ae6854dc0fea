"""Reading and checking budgets, against a bare load with PyYAML: processor time a post, and peak memory."""

import gc
import time

from bench.growth import HEAD

POST = "  - {{id: 'x{0}', name: post {0}, source: cost-overview, paid_by: {{municipalities: 100 %}}, amounts: {{'2018': {1}}}}}\n"


def posts(n: int) -> bytes:
    """A budget of `n` posts, each with an identifier, a name and an amount of its own."""
    return (HEAD + "".join(POST.format(i, i * 7919 % 900_000 + 1000) for i in range(n))).encode()


def reading(n: int, what: str) -> float:
    """Microseconds a post. The process is one's own, so that its peak memory is too."""
    raw = posts(n)
    gc.collect()
    if what == "CSafeLoader":
        import yaml  # noqa: PLC0415

        started = time.process_time()
        yaml.load(raw, Loader=yaml.CSafeLoader)
    elif what == "libyaml's events":
        import yaml  # noqa: PLC0415

        started = time.process_time()
        following = yaml.CSafeLoader(raw.decode()).get_event
        while following() is not None:
            pass
    elif what == "read":
        from lkt_alloc.files.load import load_bytes  # noqa: PLC0415

        load_bytes("budget.yaml", posts(1))  # what is imported at the first time is start-up, not reading
        started = time.process_time()
        assert not load_bytes("budget.yaml", raw).findings
    elif what == "check":
        from lkt_alloc.checks.check import check_loaded  # noqa: PLC0415
        from lkt_alloc.files.disk import embedded  # noqa: PLC0415
        from lkt_alloc.files.load import load, load_bytes  # noqa: PLC0415

        register = load(embedded("municipalities"))
        check_loaded(register, load_bytes("budget.yaml", posts(1)))
        started = time.process_time()
        assert not check_loaded(register, load_bytes("budget.yaml", raw)).findings
    else:
        return 0.0
    return (time.process_time() - started) / n * 1e6


THINGS = ("nothing", "CSafeLoader", "libyaml's events", "read", "check")
"""What is measured: nothing is the file in memory, for the memory of the rest to be seen beside."""
