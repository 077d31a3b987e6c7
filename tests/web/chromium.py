"""Chromium, as Debian and Ubuntu have it (Playwright brings its own, from the network)."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_PROGRAM = next(filter(None, map(shutil.which, _NAMES)), None)
# Playwright steers it by a Node.js that is linked against libatomic.
needs_chromium = pytest.mark.skipif(
    _PROGRAM is None or find_library("atomic") is None,
    reason="needs Chromium: sudo apt-get install --yes chromium libatomic1",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_PROGRAM, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()
