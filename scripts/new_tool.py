"""`make new-tool NAME=<verb_noun>`: writes or refreshes a tool's YAML and class from its operator."""

import sys

from ftprep.invoke import all_operators, get_operator
from plugin_host.tool_yaml import sync

names = sys.argv[1:]
for entry in [get_operator(name) for name in names] if names else all_operators():
    print(sync(entry))
