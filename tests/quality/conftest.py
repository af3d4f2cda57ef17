"""`figure("…")` prints a measured figure whether or not pytest shows what tests print: the figures are the point here."""

import pytest


@pytest.fixture
def figure(request):
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")

    def say(line):
        terminal.ensure_newline()
        terminal.write_line(str(line).strip("\n"))

    return say
