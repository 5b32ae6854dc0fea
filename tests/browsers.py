"""The machine's Chromium, driven by playwright."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"


def needed(*programs: str, package: str) -> str:
    """The first of some programs that is installed. Without it a test is skipped, but fails in CI."""
    found = next(filter(None, map(shutil.which, programs)), None)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"{programs[0]} is missing: install the package {package}"
        )
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    program = needed("chromium", "chromium-browser", "google-chrome", package="chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=_FLAGS.split())
        yield running
        running.close()
