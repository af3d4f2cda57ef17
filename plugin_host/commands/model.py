"""The endpoint as the core's TextGenerator, for tools that ask a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ftprep.ports import Reply, TextGenerator
from plugin_host.engine.model import ModelEndpoint


class EndpointGenerator:
    """Answers of the endpoint, whole."""

    def __init__(self, endpoint: ModelEndpoint) -> None:
        self._endpoint = endpoint

    def generate(self, messages: Sequence[Mapping[str, str]]) -> Reply:
        """Raises ModelError."""
        pieces = list(self._endpoint.stream(messages, {}))
        return Reply(
            "".join(piece.text for piece in pieces),
            max((piece.prompt_tokens for piece in pieces), default=0),
            max((piece.completion_tokens for piece in pieces), default=0),
        )


def text_generator(base_url: str | None, api_key: str | None, model: str | None) -> TextGenerator | None:
    """None where no endpoint is set."""
    endpoint = ModelEndpoint.from_environment(base_url, api_key, model)
    return EndpointGenerator(endpoint) if endpoint is not None else None
