import os
from collections.abc import Mapping

import pytest
from hypothesis import settings

from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import Loaded, load

# The same examples on every run and every machine; a slow machine is not a failure.
settings.register_profile(
    "default", deadline=None, derandomize=True, max_examples=int(os.environ.get("EXAMPLES", "25"))
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def loaded() -> Mapping[str, Loaded]:
    """The built-in files, by kind."""
    return {kind: load(embedded(kind)) for kind in ("budget", "municipalities")}


@pytest.fixture(scope="session")
def budget(loaded: Mapping[str, Loaded]) -> Budget:
    value = loaded["budget"].value
    assert isinstance(value, Budget)
    return value


@pytest.fixture(scope="session")
def register(loaded: Mapping[str, Loaded]) -> Register:
    value = loaded["municipalities"].value
    assert isinstance(value, Register)
    return value
