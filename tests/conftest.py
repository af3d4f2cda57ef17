"""For all tests."""

from __future__ import annotations

import yaml
from hypothesis import settings

from plugin_host.engine.declaration import LOADER

yaml.SafeLoader = LOADER  # what safe_load takes: in C a tenth of the time, as main.py has it

settings.register_profile("here", deadline=None)  # no test looks at a clock: the machine may have other work
settings.load_profile("here")
