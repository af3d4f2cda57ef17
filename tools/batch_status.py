from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class BatchStatus(DatasetTool, Tool):
    operator = "batch_status"
