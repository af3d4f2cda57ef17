"""What can go wrong around a run, in words that say what to do.

FtprepError
├── WorkflowError        the file can't be read as a workflow, or holds what this engine does not run
├── InputsError          what the start node was given does not fit its form
├── PluginProcessError   the plugin's process did not start, died, or fell silent
├── StoppedError         the run was stopped while this was going on
└── ModelError           (of the core) the model gave no answer
    └── ModelRefusedError    and would give none to a second try: the key, the address, the request are wrong
        └── ModelNotSetError     there is no model
"""

from __future__ import annotations

from ftprep.errors import FtprepError, ModelError


class WorkflowError(FtprepError):
    """The workflow can't be read or run here."""


class InputsError(FtprepError):
    """An input of the start node is missing or does not fit."""


class PluginProcessError(FtprepError):
    """The plugin's process did not start, ended, or does not answer."""


class StoppedError(FtprepError):
    """The run was stopped."""

    def __init__(self, *, en: str = "The run was stopped.", zh: str = "运行已停止。") -> None:
        super().__init__(en=en, zh=zh)


class ModelRefusedError(ModelError):
    """The model refused, and asking once more would change nothing."""


class ModelNotSetError(ModelRefusedError):
    """A model is needed and none is set."""

    def __init__(
        self,
        *,
        en: str = "No language model is set. Set FTPREP_LLM_BASE_URL (for example https://api.openai.com/v1), "
        "FTPREP_LLM_API_KEY and FTPREP_LLM_MODEL, or give ftprep run --llm-base-url, --llm-api-key and --llm-model. Any "
        "OpenAI-compatible endpoint will do.",
        zh: str = "没有设置大模型。请设置环境变量 FTPREP_LLM_BASE_URL（例如 https://api.deepseek.com/v1）、"
        "FTPREP_LLM_API_KEY、FTPREP_LLM_MODEL，或在 ftprep run 后加 --llm-base-url、--llm-api-key、--llm-model。"
        "任何兼容 OpenAI 的接口均可。",
    ) -> None:
        super().__init__(en=en, zh=zh)
