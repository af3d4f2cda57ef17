"""`python -m plugin_host`: the same as `ftprep`."""

from plugin_host.cli import main

main()
