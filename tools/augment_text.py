from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class AugmentText(DatasetTool, Tool):
    operator = "augment_text"
