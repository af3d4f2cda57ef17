from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class ImportChat(DatasetTool, Tool):
    operator = "import_chat"
