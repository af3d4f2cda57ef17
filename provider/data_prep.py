from typing import Any

from dify_plugin import ToolProvider


class DataPrepProvider(ToolProvider):
    def _validate_credentials(self, credentials: dict[str, Any]) -> None:
        """Nothing to check: the tools need no credentials."""
