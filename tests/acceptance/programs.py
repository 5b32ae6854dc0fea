"""Real programs that tests use. Without one a test is skipped and says what to install; in CI that is a failure."""

import os
import shutil

import pytest


def needed(*programs: str, package: str) -> str:
    """The first of these programs that is here; `package` is Debian's that has it."""
    found = next(filter(None, map(shutil.which, programs)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{programs[0]} is missing: apt-get install {package}")
    return found
