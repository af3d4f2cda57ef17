from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class RestorePii(DatasetTool, Tool):
    operator = "restore_pii"
