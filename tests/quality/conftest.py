"""`figure("…")` prints a measured figure whether or not pytest shows what tests print: the figures are the point here."""

import pytest


@pytest.fixture
def figure(request):
    manager = request.config.pluginmanager
    terminal, capture = manager.get_plugin("terminalreporter"), manager.get_plugin("capturemanager")

    def say(line):
        with capture.global_and_fixture_disabled():
            terminal.ensure_newline()
            terminal.write_line(str(line).strip("\n"))

    return say
