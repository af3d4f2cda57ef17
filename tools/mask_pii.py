from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class MaskPii(DatasetTool, Tool):
    operator = "mask_pii"
