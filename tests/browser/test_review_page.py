"""A person reviews ten records with the keyboard, saves, and apply_review takes what was saved."""

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.record import Record

HOSTILE = "</script><img src=x onerror=\"document.title='run'\"> \u2028 end"


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("review")
    rows = [{"instruction": f"Question {n}? {HOSTILE}", "output": f"Answer {n}. {HOSTILE}"} for n in range(30)]
    data = folder / "chats.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    outcome = invoke("sample_records", Inputs([InputFile(data.name, data)]), {"count": 12}, folder / "out")
    page = next(file.path for file in outcome.files if file.path.suffix == ".html")
    drawn = [Record.from_row(json.loads(line)) for line in outcome.files[0].path.read_bytes().split(b"\n") if line]
    return data, page, drawn


def current(page):
    return page.get_attribute("article", "data-id")


def test_ten_records_by_keyboard_then_saved_and_applied(visit, sample, tmp_path):
    data, path, drawn = sample
    page = visit(path, locale="en-US", accept_downloads=True)
    expected = {}
    for number in range(10):
        identity = current(page)
        assert identity == drawn[number].id
        if number == 3:
            page.keyboard.press("r")
            assert page.evaluate("document.activeElement.id") == "text"
            page.fill("#text", "A better answer.\nkdr")
            page.keyboard.press("Escape")
            page.keyboard.press("o")
            expected[identity] = "rewrite"
        elif number % 3 == 2:
            page.keyboard.press("c")
            page.keyboard.type("kept out: dull")
            page.keyboard.press("Escape")
            page.keyboard.press("d")
            expected[identity] = "drop"
        else:
            page.keyboard.press("k")
            expected[identity] = "keep"
    assert page.inner_text("#count").startswith("10 / 12")
    assert page.title() != "run"
    with page.expect_download() as download:
        page.keyboard.press("s")
    saved = tmp_path / download.value.suggested_filename
    download.value.save_as(saved)
    assert saved.name == "chats.decisions.json"

    inputs = Inputs([InputFile(data.name, data)], extra={"decisions": [InputFile(saved.name, saved)]})
    outcome = invoke("apply_review", inputs, {}, tmp_path / "out")
    counts = {verdict: list(expected.values()).count(verdict) for verdict in ("keep", "drop", "rewrite")}
    assert counts == {"keep": 6, "drop": 3, "rewrite": 1}
    review = outcome.report["figures"]["review"]
    assert (review["kept"], review["dropped"], review["rewritten"], review["unused"]) == (6, 3, 1, 0)
    kept = {r["id"]: r for line in outcome.files[0].path.read_bytes().split(b"\n") if line and (r := json.loads(line))}
    assert len(kept) == 27
    (rewritten,) = [identity for identity, verdict in expected.items() if verdict == "rewrite"]
    assert kept[rewritten]["messages"][-1]["content"] == "A better answer.\nkdr"
    rejects = next(f.path for f in outcome.files if f.role == "rejects").read_bytes().split(b"\n")
    assert [json.loads(line)["detail"] for line in rejects if line] == ["kept out: dull"] * 3


def test_keys_move_verdicts_can_be_changed_and_typing_decides_nothing(visit, sample):
    _, path, drawn = sample
    page = visit(path, locale="en-US")
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    assert current(page) == drawn[2].id
    page.keyboard.press("u")
    page.keyboard.press("ArrowLeft")
    assert current(page) == drawn[0].id
    page.click("#comment")
    page.keyboard.type("dkrs")
    assert page.inner_text("#count").startswith("0 / 12")
    page.keyboard.press("Escape")
    page.click("#drop")
    page.keyboard.press("u")
    assert page.get_attribute("#drop", "aria-pressed") == "true"
    assert page.input_value("#comment") == "dkrs"
    page.click("#keep")
    page.keyboard.press("u")
    assert page.get_attribute("#drop", "aria-pressed") is None


def test_an_interrupted_review_goes_on_from_this_browser_and_from_a_saved_file(visit, until, sample, tmp_path):
    _, path, drawn = sample
    page = visit(path, locale="en-US", accept_downloads=True)
    for key in "kd":
        page.keyboard.press(key)
    assert page.inner_text("#count").startswith("2 / 12")
    with page.expect_download() as download:
        page.click("#save")
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    page.reload()
    page.wait_for_selector("h1")
    assert page.inner_text("#count").startswith("2 / 12")
    assert current(page) == drawn[2].id

    other = visit(path, locale="en-US")
    assert other.inner_text("#count").startswith("0 / 12")
    other.set_input_files("#file", saved)
    until(other, lambda: other.inner_text("#count").startswith("2 / 12"))


@pytest.mark.parametrize("lost", ["localStorage.clear()", "history.replaceState(null, '')"])
def test_decisions_are_kept_twice(visit, sample, lost):
    _, path, drawn = sample
    page = visit(path, locale="en-US")
    for key in "kdk":
        page.keyboard.press(key)
    page.evaluate(lost)
    page.reload()
    page.wait_for_selector("h1")
    assert page.inner_text("#count").startswith("3 / 12")
    assert current(page) == drawn[3].id


def test_a_conversation_is_shown_turn_by_turn_and_a_preference_beside_its_other_answer(visit, tmp_path):
    rows = [
        {"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": HOSTILE}, {"role": "assistant", "content": "one"}, {"role": "user", "content": "more"}, {"role": "assistant", "content": "two"}]},
        {"prompt": "A book?", "chosen": "the good one", "rejected": "the bad one"},
    ]  # fmt: skip
    outcome = invoke("sample_records", Inputs(text="\n".join(map(json.dumps, rows))), {}, tmp_path)
    page = visit(next(file.path for file in outcome.files if file.path.suffix == ".html"), locale="en-US")
    shown = {}
    for _ in rows:
        texts = page.locator(".turn").evaluate_all("all => all.map(one => [one.className, one.lastChild.textContent])")
        shown[page.inner_text(".answer")] = (texts, page.inner_text("article"))
        page.keyboard.press("j")
    assert [kind for kind, _ in shown["two"][0]] == ["turn system", "turn user", "turn assistant", "turn user"]
    assert shown["two"][0][1][1] == HOSTILE
    assert "the bad one" in shown["the good one"][1]


def test_on_a_telephone_and_in_chinese(visit, sample):
    page = visit(sample[1], viewport={"width": 360, "height": 740}, is_mobile=True, locale="zh-CN", color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("#keep")
    assert "已审" in page.inner_text("#count")
