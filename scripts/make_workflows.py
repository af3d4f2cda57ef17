"""`make workflows`: writes workflows/*.yml from their descriptions in plugin_host/workflows/."""

from plugin_host.tool_yaml import ROOT
from plugin_host.workflows.catalogue import all_flows

for flow in all_flows():
    print(flow.write(ROOT / "workflows"))
