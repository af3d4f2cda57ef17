from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class FilterQuality(DatasetTool, Tool):
    operator = "filter_quality"
