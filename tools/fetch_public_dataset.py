from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class FetchPublicDataset(DatasetTool, Tool):
    operator = "fetch_public_dataset"
