from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class DatasetStats(DatasetTool, Tool):
    operator = "dataset_stats"
