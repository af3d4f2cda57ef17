from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class SubmitBatch(DatasetTool, Tool):
    operator = "submit_batch"
