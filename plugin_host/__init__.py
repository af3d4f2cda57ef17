"""The local engine and the workshop: workflows on graphon, the /v1 API, checks, packaging. Not in the package."""
