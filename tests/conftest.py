"""For all tests."""

from __future__ import annotations

import yaml

from plugin_host.engine.declaration import LOADER

yaml.SafeLoader = LOADER  # what safe_load takes: in C a tenth of the time, as main.py has it
