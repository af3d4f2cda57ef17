from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class LoadDataset(DatasetTool, Tool):
    operator = "load_dataset"
