"""large_batch: a recipe and addresses → a job on a Ray cluster, and how it stands."""

from __future__ import annotations

from plugin_host.workflows.builder import Flow, mix, ref
from plugin_host.workflows.forms import LANGUAGE, line, paragraph
from plugin_host.workflows.stretches import IN_LANGUAGE

_ABOUT = (
    "把几十 GB 以上的数据交给 Ray 集群处理：填写配方与数据地址，运行即提交；以同样内容再次运行即查看进度，完成后给出总账和样例。"
    "先在“提交”“状态”两个节点里填写集群地址。 / "
    "Hands data of tens of gigabytes to a Ray cluster: run it to submit, run it again with the same inputs to see how far "
    "the job is; at the end it shows the account and a sample. Set the cluster's address in the nodes Submit and Status first."
)
_RECIPE = 200_000
"""Characters: twice the longest of our own workflows, and below the 200 kB that Dify holds in a variable."""
_SUMMARY = """{{ submitted }}

{{ told }}"""


def large_batch() -> Flow:
    flow = Flow("large_batch", _ABOUT, icon="🚚")
    flow.row(
        "提交任务；以同样内容再次运行即查看进度。",
        "Submits the job; run again with the same inputs, it tells how far it is.",
    )
    flow.start(
        [
            paragraph("addresses", "数据地址，每行一个 / Addresses of the data, one a line"),
            paragraph(
                "recipe", "配方：工具列表或导出的工作流 / Recipe: a list of tools, or an exported workflow", _RECIPE
            ),
            line("output", "结果位置 / Where the result goes"),
            LANGUAGE,
        ]
    )
    flow.tool(
        "submit",
        "submit_batch",
        "提交 / Submit",
        inputs={
            "text": mix("start", "addresses"),
            "recipe": mix("start", "recipe"),
            "output": mix("start", "output"),
        },
        settings=IN_LANGUAGE,
    )
    flow.tool(
        "status",
        "batch_status",
        "状态 / Status",
        inputs={"job": mix("submit", "job")},
        settings={**IN_LANGUAGE, "wait_seconds": 30},
    )
    flow.template(
        "summary",
        "摘要 / Summary",
        _SUMMARY,
        {"submitted": ref("submit", "text"), "told": ref("status", "text")},
    )
    flow.end(
        {
            "summary": (ref("summary", "output"), "string"),
            "job": (ref("submit", "job"), "string"),
            "status": (ref("status", "status"), "string"),
            "progress": (ref("status", "progress"), "object"),
            "result": (ref("status", "result"), "object"),
            "sample": (ref("status", "records"), "array[object]"),
        },
    )
    return flow
