from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class CollectReplies(DatasetTool, Tool):
    operator = "collect_replies"
