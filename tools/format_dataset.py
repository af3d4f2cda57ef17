from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class FormatDataset(DatasetTool, Tool):
    operator = "format_dataset"
