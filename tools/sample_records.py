from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class SampleRecords(DatasetTool, Tool):
    operator = "sample_records"
