from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class Deduplicate(DatasetTool, Tool):
    operator = "deduplicate"
