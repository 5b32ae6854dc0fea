"""The limit of memory holds while it is asked for, and no longer; where the system has none, nothing is done."""

import pytest

from lkt_alloc.files.memory import MOST, limited


@pytest.mark.parametrize(("platform", "most"), [("linux", MOST), ("win32", None)])
def test_memory_is_limited_within_and_not_afterwards(platform: str, most: int | None) -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_AS)
    with limited(platform):
        within = resource.getrlimit(resource.RLIMIT_AS)
    assert within == ((most, before[1]) if most else before)
    assert resource.getrlimit(resource.RLIMIT_AS) == before
