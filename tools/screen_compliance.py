from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class ScreenCompliance(DatasetTool, Tool):
    operator = "screen_compliance"
