"""The report page: one file, nothing in the data can leave its place, no address in it."""

import json
import re

import pytest

from ftprep.invoke import Inputs, invoke
from ftprep.ops.stats._page import asset, embedded, page

HOSTILE = [
    "</script><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "<!--<script>",
    "\u2028document.title='run'\u2029",
    "]]>",
    "&lt;b&gt; &amp;",
    "javascript:alert(1)",
    "{{constructor.constructor('document.title=1')()}}",
]


def test_hostile_text_stays_data():
    text = page("</title><script>1</script>", {"words": HOSTILE}, {"outliers": HOSTILE})
    assert text.count("<script") == text.count("</script>") == 4
    assert "<img" not in text
    assert "\u2028" not in text
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert block
    assert json.loads(block[1])["figures"]["words"] == HOSTILE


@pytest.mark.parametrize("value", ["\ud800", float("nan"), 2**70, {1: 2}])
def test_whatever_json_can_not_hold_is_still_embedded(value):
    json.loads(embedded({"value": value}))


def test_the_page_names_no_address():
    for name in ("page.js", "report.js", "review.js", "page.css", "report.css", "review.css"):
        assert not re.search(
            r"https?:|//[a-z]|innerHTML|insertAdjacent|document\.write|eval\(|fetch\(|XMLHttp|@import|url\(",
            asset(name),
        )
    known = {
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/2000/xmlns/",
        "http://www.w3.org/XML/1998/namespace",
    }
    assert set(re.findall(r"https?://[^\"'\s)]+", asset("echarts.min.js"))) <= known


def test_the_script_blocks_are_those_that_the_policy_names():
    import base64
    import hashlib

    text = page("t", {}, {})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    for code in re.findall(r"<script>(.*?)</script>", text, re.DOTALL):
        assert base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() in policy[1]
    assert "default-src &#x27;none&#x27;" in policy[1]


def test_a_page_comes_with_the_call_and_holds_excerpts_that_the_report_does_not(tmp_path):
    rows = [
        {"instruction": "Say it.", "output": HOSTILE[0] + " quite peculiar outlier text" * 50},
        {"instruction": "a", "output": "b"},
    ]
    outcome = invoke("dataset_stats", Inputs(text="\n".join(map(json.dumps, rows))), {}, tmp_path)
    (html,) = [file for file in outcome.files if file.path.name.endswith(".report.html")]
    assert html.role == "report"
    assert "peculiar outlier text quite" in html.path.read_text("utf-8")
    assert "peculiar outlier text quite" not in json.dumps(outcome.report)
