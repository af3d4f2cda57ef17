"""PDF to text, where it holds text: scanned pages hold none."""

from __future__ import annotations

from pathlib import Path

MAX_PAGES = 2000


class NotReadable(Exception):  # noqa: N818 - a finding
    """Damaged, or locked by a password."""


def pdf_text(path: Path) -> str:
    """The text page by page, a blank line between two. Raises NotReadable."""
    import warnings

    from pypdf import PdfReader

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(path)
            pages = [reader.pages[number].extract_text() for number in range(min(len(reader.pages), MAX_PAGES))]
    except Exception:  # noqa: BLE001 - a damaged file may raise anything
        raise NotReadable from None
    return "\n\n".join(page.strip() for page in pages if page.strip())
