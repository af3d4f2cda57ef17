from dify_plugin import Tool

from ftprep_dify.dataset_tool import DatasetTool


class FetchWebPages(DatasetTool, Tool):
    operator = "fetch_web_pages"
