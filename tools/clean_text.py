from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class CleanText(DatasetTool, Tool):
    operator = "clean_text"
