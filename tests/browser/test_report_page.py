"""The report page in a real browser: it draws, sorts, switches and hovers, and what is in the data can't run."""

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke

HOSTILE = [
    "</script><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "<svg onload=document.title='run'>",
    "\u2028document.title='run'\u2029",
    "javascript:document.title='run'",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """The page of a data set with every section, hostile wherever a text can stand."""
    folder = tmp_path_factory.mktemp("report")
    rows = [
        {
            "id": f"id{n}",
            "messages": [
                {"role": "user", "content": f"Describe thing {n}. 请描述第 {n} 件东西"},
                {"role": "assistant", "content": "good word " * (n + 1)},
            ],
            "labels": {"category": HOSTILE[n % 5], "refusal": n % 3 == 0},
            "lineage": {"source": HOSTILE[n % 2] + ".jsonl", "row": n},
        }
        for n in range(40)
    ] + [
        {
            "id": f"h{n}",
            "messages": [{"role": "user", "content": text}, {"role": "assistant", "content": text * 200}],
            "lineage": {},
        }
        for n, text in enumerate(HOSTILE)
    ]
    before = [
        {**row, "messages": [row["messages"][0], {"role": "assistant", "content": HOSTILE[0] + " before"}]}
        for row in rows
    ]
    other = folder / "before.jsonl"
    other.write_text("\n".join(map(json.dumps, before)), "utf-8")
    rejects = folder / "x.clean_text.rejects.jsonl"
    rejects.write_text(json.dumps({"reason": HOSTILE[1], "step": HOSTILE[0], "row": 1, "original": HOSTILE[2]}) + "\n")
    data = folder / f"{'<b onmouseover=alert(1)>'}.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    inputs = Inputs(
        [InputFile(data.name, data), InputFile(rejects.name, rejects)],
        extra={"compare": [InputFile(other.name, other)]},
    )
    outcome = invoke("dataset_stats", inputs, {}, folder / "out")
    return next(file.path for file in outcome.files if file.path.suffix == ".html")


def test_it_opens_with_every_section_and_nothing_in_the_data_runs(visit, report):
    page = visit(report, locale="en-US")
    sections = page.eval_on_selector_all("section", "all => all.map(one => one.id)")
    assert (
        sections
        == "overview lengths words verbs languages sources labels missing dropped outliers comparison changed accuracy".split()
    )
    assert page.title().startswith("<b onmouseover=alert(1)> · Data set report")
    assert page.locator("img, main svg[onload], b[onmouseover]").count() == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 4
    assert HOSTILE[1] in page.inner_text("#dropped")


def test_nothing_is_shown_that_was_meant_to_be_an_element(visit, report):
    page = visit(report, locale="en-US")
    assert "[object" not in page.inner_text("#app")
    assert page.locator("#changed .pair").count() == 20
    assert f"{HOSTILE[0]} before" in page.locator("#changed .pair > div").first.inner_text()
    for side, mark, other in (("first-child", "del", "ins"), ("last-child", "ins", "del")):
        box = page.locator(f"#changed .pair:first-of-type > div:{side}")
        assert box.locator(mark).count() > 0 == box.locator(other).count()
    assert page.locator("#findings li").count() >= 3


def test_charts_are_drawn_and_answer_to_the_mouse(visit, until, report):
    page = visit(report, locale="en-US")
    assert page.locator("[data-chart] svg").count() == page.locator("[data-chart]").count() >= 5
    chart = page.locator("#words [data-chart]")
    chart.scroll_into_view_if_needed()
    before = chart.evaluate("one => one.innerHTML.length")
    box = chart.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    until(page, lambda: chart.evaluate("one => one.innerHTML.length") > before)


def test_a_list_changes_what_the_chart_shows(visit, until, report):
    page = visit(report, locale="en-US")
    before = page.locator("#words [data-chart]").inner_text()
    page.select_option("#words select", "bigrams")
    until(page, lambda: page.locator("#words [data-chart]").inner_text() != before)
    page.select_option("#lengths select >> nth=1", "words")


def test_tables_sort_by_their_heads(visit, report):
    page = visit(report, locale="en-US")
    table = page.locator("#outliers table")

    def column(at):
        return table.locator(f"tbody tr td:nth-child({at})").all_inner_texts()

    head = table.locator("th").nth(3)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    values = [int(text.replace(",", "")) for text in column(4)]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) > 3
    head.locator("button").click()
    values = [int(text.replace(",", "")) for text in column(4)]
    assert head.get_attribute("aria-sort") == "ascending"
    assert values == sorted(values)
    table.locator("th").nth(4).locator("button").click()
    assert column(5) == sorted(column(5))


def test_language_and_theme_switch_and_are_remembered(visit, report):
    page = visit(report, locale="zh-CN", color_scheme="light")
    assert page.inner_text("#overview").count("记录")
    page.click("#language")
    assert "Records" in page.inner_text("#overview")
    assert page.get_attribute("html", "lang") == "en"
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.click("#theme")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.reload()
    page.wait_for_selector("h1")
    assert page.get_attribute("html", "lang") == "en"
    page.context.pages[0].evaluate("localStorage.clear()")


def test_the_system_s_dark_mode_is_taken_over(visit, report):
    assert visit(report, color_scheme="dark").get_attribute("html", "data-theme") == "dark"


@pytest.mark.parametrize("width", [320, 390, 768])
def test_on_a_telephone_nothing_hangs_over(visit, report, width):
    page = visit(report, viewport={"width": width, "height": 800}, is_mobile=True, locale="zh-CN")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 14


def test_a_data_set_of_one_plain_text_still_makes_a_page(visit, tmp_path):
    outcome = invoke("dataset_stats", Inputs(text='{"text": "hello"}'), {}, tmp_path)
    page = visit(next(file.path for file in outcome.files if file.path.suffix == ".html"))
    assert page.locator(".tile").count() == 8


def test_before_and_after_mark_what_was_changed_and_nothing_else(visit, tmp_path):
    before = [
        {"id": f"r{n}", "text": f"请致电 13800138000 找王芳，第 {n} 次。Thank you!!!", "lineage": {}} for n in range(3)
    ]
    after = [{**row, "text": row["text"].replace("13800138000", "<PHONE_1>").replace("!!!", "!")} for row in before]
    other = tmp_path / "before.jsonl"
    other.write_text("\n".join(map(json.dumps, before)), "utf-8")
    inputs = Inputs(text="\n".join(map(json.dumps, after)), extra={"compare": [InputFile(other.name, other)]})
    outcome = invoke("dataset_stats", inputs, {}, tmp_path / "out")
    page = visit(next(file.path for file in outcome.files if file.path.suffix == ".html"))
    assert page.locator(".pair del").all_inner_texts() == ["13800138000", "!!"] * 3
    assert page.locator(".pair ins").all_inner_texts() == ["<PHONE_1>"] * 3
    texts = page.locator(".pair > div").evaluate_all("all => all.map(one => one.textContent)")
    assert all(any(text.endswith(row["text"]) for text in texts) for row in (*before, *after))
