from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class SelectRecords(DatasetTool, Tool):
    operator = "select_records"
