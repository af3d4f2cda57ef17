from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class CheckDialogue(DatasetTool, Tool):
    operator = "check_dialogue"
