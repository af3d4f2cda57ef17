from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class SplitDocuments(DatasetTool, Tool):
    operator = "split_documents"
