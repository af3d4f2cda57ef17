"""`make screenshots`: docs/*.png, the report and the review page of the samples in a headless Chromium."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from ftprep.invoke import InputFile, Inputs, Outcome, invoke

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
SAMPLES = ("chats.jsonl", "instructions.csv", "messages.json", "faq.tsv")


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("no Chromium here: run `bash scripts/install_browser.sh` as root, or install it by hand")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        samples = [InputFile(file, ROOT / "samples" / file) for file in SAMPLES]
        clean = invoke("clean_text", Inputs(samples), {}, folder / "clean")
        cleaned = [InputFile(file.path.name, file.path) for file in clean.files]
        for step in ("filter_quality", "deduplicate", "mask_pii"):
            done = invoke(step, Inputs(cleaned), {}, folder / step)
            cleaned = [InputFile(file.path.name, file.path) for file in done.files]
        stats = invoke("dataset_stats", Inputs(cleaned, extra={"compare": samples}), {}, folder / "stats")
        review = invoke("sample_records", Inputs(cleaned), {"count": 12}, folder / "review")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        report = page_of(stats)
        take(browser, report, "report-light", scheme="light", locale="zh-CN")
        take(browser, report, "report-dark", scheme="dark", locale="en-US")
        take(browser, report, "report-narrow", scheme="light", locale="zh-CN", width=390, height=844)
        take(browser, report, "report-changes", scheme="light", locale="zh-CN", height=820, at="#changed")
        take(browser, page_of(review), "review", scheme="light", locale="zh-CN", height=760, keys="kjr")
        browser.close()


def page_of(outcome: Outcome) -> Path:
    return next(file.path for file in outcome.files if file.path.suffix == ".html")


def take(
    browser: Browser,
    page: Path,
    name: str,
    *,
    scheme: str,
    locale: str,
    width: int = 1180,
    height: int = 1500,
    keys: str = "",
    at: str = "",
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light", locale=locale
    )
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.wait_for_selector("h1")
    for key in keys:
        tab.keyboard.press(key)
    if at:
        tab.evaluate("place => document.querySelector(place).scrollIntoView({behavior: 'instant'})", at)
    tab.screenshot(path=DOCS / f"{name}.png")
    context.close()
    print(DOCS / f"{name}.png")


if __name__ == "__main__":
    main()
