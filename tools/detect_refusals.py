from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class DetectRefusals(DatasetTool, Tool):
    operator = "detect_refusals"
