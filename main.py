"""Starts the plugin: `python -m main`."""

import os

import yaml

if os.environ.get("INSTALL_METHOD") == "aws_lambda":  # what some marketplace checks export, and the SDK refuses
    os.environ["INSTALL_METHOD"] = "serverless"

if hasattr(yaml, "CSafeLoader"):  # the SDK reads every tool's YAML at the start: a tenth of the time in C
    yaml.SafeLoader = yaml.CSafeLoader  # type: ignore[misc,assignment]

from dify_plugin import DifyPluginEnv, Plugin

plugin = Plugin(DifyPluginEnv(MAX_REQUEST_TIMEOUT=600))

if __name__ == "__main__":
    plugin.run()
