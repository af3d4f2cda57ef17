from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class ApplyReview(DatasetTool, Tool):
    operator = "apply_review"
