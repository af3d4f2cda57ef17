"""robots.txt (RFC 9309): what a host lets be fetched, and how fast."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from ftprep.ports import Fetcher, FetchRules

_LONGEST_DELAY = 30.0


@dataclass(slots=True)
class Robots:
    """Asks each host once. None of a robots.txt that is not there forbids; all does where the host fails to answer."""

    fetcher: Fetcher
    rules: FetchRules
    scratch: Path
    _known: dict[str, RobotFileParser | bool] = field(default_factory=dict)

    def allows(self, url: str) -> bool:
        found = self._of(url)
        return found if isinstance(found, bool) else found.can_fetch(self.rules.agent, url)

    def delay(self, url: str) -> float:
        found = self._of(url)
        wanted = None if isinstance(found, bool) else found.crawl_delay(self.rules.agent)
        return max(self.rules.delay, min(float(wanted or 0), _LONGEST_DELAY))

    def _of(self, url: str) -> RobotFileParser | bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return True  # the fetcher will say what is wrong with it
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._known:
            self._known[origin] = self._asked(f"{origin}/robots.txt")
        return self._known[origin]

    def _asked(self, url: str) -> RobotFileParser | bool:
        answer = self.fetcher.fetch(url, self.scratch, self.rules)
        if answer.problem == "http_error":
            return answer.status < 500
        if answer.problem:
            return answer.problem != "cut_off"  # the page itself will tell what is wrong with the host
        parser = RobotFileParser()
        parser.parse(self.scratch.read_bytes()[:500_000].decode("utf-8", "replace").splitlines())
        return parser
