from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class MakeBatches(DatasetTool, Tool):
    operator = "make_batches"
