from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class MixDatasets(DatasetTool, Tool):
    operator = "mix_datasets"
