from dify_plugin import Tool

from ftprep_dify.model_tool import ModelTool


class AugmentWithModel(ModelTool, Tool):
    operator = "augment_with_model"
