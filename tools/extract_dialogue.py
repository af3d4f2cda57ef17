from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class ExtractDialogue(DatasetTool, Tool):
    operator = "extract_dialogue"
