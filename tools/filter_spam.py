from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class FilterSpam(DatasetTool, Tool):
    operator = "filter_spam"
