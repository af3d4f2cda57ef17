from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class PreflightTraining(DatasetTool, Tool):
    operator = "preflight_training"
