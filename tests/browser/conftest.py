"""A headless Chromium: the system's, else one that playwright has fetched. Where there is none, Debian's is installed in
CI and in containers run by root, which are thrown away; on a person's own machine the tests skip and say how."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium():
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def may_install():
    in_container = any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))
    return os.geteuid() == 0 and (bool(os.environ.get("CI")) or in_container)


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    with sync_api.sync_playwright() as playwright:
        fetched = playwright.chromium.executable_path
        path = find_chromium() or (fetched if Path(fetched).exists() else None)
        if path is None and may_install():
            subprocess.run(["bash", ROOT / "scripts" / "install_browser.sh"], check=False, timeout=400)
            path = find_chromium()
        if path is None:
            pytest.skip("no Chromium here: run `bash scripts/install_browser.sh` as root, or install it by hand")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page opened from disk, with all that it asked for and complained of."""

    def __init__(self, browser, path, **context):
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on(
            "console",
            lambda message: self.complaints.append(message.text) if message.type in ("error", "warning") else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.complaints.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("h1")


@pytest.fixture(scope="session")
def until():
    """until(page, condition): waits from outside. Waiting within the page would evaluate a string, which it forbids."""

    def wait(page, condition):
        for _ in range(200):
            if condition():
                return
            page.wait_for_timeout(50)
        pytest.fail("this never came true")

    return wait


@pytest.fixture
def visit(browser):
    """visit(path, **context options): opens a file; at the end it must have asked for nothing else, and not complained."""
    visits = []

    def go(path, **context):
        one = Visit(browser, path, **context)
        visits.append((one, path))
        return one.page

    yield go
    for one, path in visits:
        one.context.close()
        assert {url for url in one.requests if not url.startswith(("data:", "blob:"))} == {path.as_uri()}
        assert one.complaints == []
