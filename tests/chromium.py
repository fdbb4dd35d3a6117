"""The system's Chromium, for tests/browser and tests/live: one for all tests of a process."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def chromium():
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if sys.platform == "darwin" and Path(MAC).exists():
        return MAC
    return found or pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")


def started() -> Iterator[Any]:
    """A browser, ended afterwards; tests are skipped where Playwright is not installed."""
    reason = "envs/browser.lock is not installed: .ci/browser does that"
    sync_api = pytest.importorskip("playwright.sync_api", reason=reason)
    with sync_api.sync_playwright() as playwright:
        options = {"executable_path": chromium(), "args": ["--no-sandbox"]}
        found = playwright.chromium.launch(**options)
        yield found
        found.close()
