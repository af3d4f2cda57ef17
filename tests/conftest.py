"""For all tests."""

from __future__ import annotations

import yaml

yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # as main.py does: a tenth of the time
