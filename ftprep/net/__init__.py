"""The only room that opens the network."""

from ftprep.net.fetcher import SafeFetcher

__all__ = ["SafeFetcher"]
