from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class CorrectSpelling(DatasetTool, Tool):
    operator = "correct_spelling"
