"""What each recipe asks of a reply: one broken rule a line, and the reason that it is rejected for."""

from __future__ import annotations

import json

import pytest

from ftprep.ops.augment._collection import Collection
from ftprep.ops.augment._recipes import get_recipe, recipe_names
from ftprep.ops.augment.augment_with_model import AGAIN
from ftprep.record import Record, Turn

DIALOGUE = [
    Turn("user", "王建国的订单 8812 到哪了？"),
    Turn("assistant", "在路上，<PERSON_1> 会在 3 月 15 日送到。"),
]
PAIR = [Turn("user", "把订单 8812 的进度写成一句话"), Turn("assistant", "订单 8812 由 <PERSON_1> 配送，预计周五送到。")]
ENGLISH = [Turn("user", "Where is order 8812?"), Turn("assistant", "It is on its way and arrives on Friday.")]
GOOD = {
    "generate_from_seeds": {"instruction": "说说怎样挑一个熟透的西瓜", "output": "敲一敲，声音闷的多半熟了。"},
    "generate_from_document": {"instruction": "谁负责配送？", "output": "由 <PERSON_1> 配送。"},
    "generate_dialogue": {
        "messages": [
            ["user", "掌柜的，还有房吗"],
            ["assistant", "有，楼上朝南一间"],
            ["user", "要了"],
            ["assistant", "好嘞"],
        ]
    },
    "expand_dialogue": {
        "messages": [
            *[[turn.role, turn.content] for turn in DIALOGUE],
            ["user", "王建国能提前收到吗？"],
            ["assistant", "我帮您催一下，别着急。"],
        ]
    },
    "change_scene": {
        "messages": [["user", "王建国的马车到驿站了吗？"], ["assistant", "还在山路上，<PERSON_1> 说日落前赶到。"]]
    },
    "change_style": {
        "messages": [
            [DIALOGUE[0].role, DIALOGUE[0].content],
            ["assistant", "在路上啦，<PERSON_1> 3 月 15 日给您送来哈。"],
        ]
    },
    "rewrite_refusal": {"output": "在路上了，后天就到。"},
    "rewrite_length": {"output": "还在路上，<PERSON_1> 会送到。"},
    "rewrite_tone": {"output": "别急，<PERSON_1> 已经在路上啦。"},
    "keep_persona": {"output": "客官莫急，<PERSON_1> 正往这儿赶。"},
    "back_translate": {
        "instruction": "Sum up order 8812 in a sentence",
        "output": "<PERSON_1> delivers order 8812 on Friday.",
    },
    "back_translate_return": {
        "instruction": "用一句话说说订单 8812",
        "output": "<PERSON_1> 将于周五把订单 8812 送达。",
    },
    "paraphrase": {
        "instruction": "请用一句话说明订单 8812 走到哪一步",
        "output": "周五可到，<PERSON_1> 负责送订单 8812。",
    },
    "expand_context": {
        "messages": [
            ["user", "你好，我替王建国问件事"],
            ["assistant", "您好，请讲"],
            *[[turn.role, turn.content] for turn in DIALOGUE],
        ]
    },
    "split_or_join_sentences": {"output": "还在路上。3 月 15 日，<PERSON_1> 会送到。"},
    "correct_grammar": {
        "instruction": "把订单 8812 的进度写成一句话",
        "output": "订单 8812 由 <PERSON_1> 配送，预计周五送达。",
    },
    "evolve_instruction": {
        "instruction": "用不超过十五个字概括订单的进展，并说明依据",
        "output": "周五可达；依据是配送员已接单。",
    },
    "make_preference_pair": {"rejected": "您的包裹相关事宜请您耐心等待。"},
    "label": {"category": "special_task", "difficulty": "easy", "topic": "快递", "sentiment": "neutral"},
    "judge": {"relevance": 5, "coherence": 4, "style": 3, "safety": 5, "persona": 3, "reason": "直接回答了问题"},
}
PAIRS = ("back_translate", "paraphrase", "correct_grammar", "evolve_instruction", "generate_from_seeds")
PHONE = "13912345678"


def _parent(recipe):
    turns = PAIR if recipe.name in PAIRS else DIALOGUE
    if recipe.name == "generate_from_document":
        return Record("p1", text="订单由 <PERSON_1> 配送，共 3 件。")
    if recipe.name == "back_translate_return":
        return Record("p1", PAIR).with_labels(
            pivot={"instruction": "Sum up order 8812", "output": "<PERSON_1> delivers it."}
        )
    return Record("p1", turns)


def _taken(name, values, *, parent=None):
    recipe = get_recipe(name)
    parent = parent or _parent(recipe)
    if isinstance(values.get("messages"), list):
        values = {**values, "messages": [{"role": role, "content": content} for role, content in values["messages"]]}
    collection = Collection("collect_replies", recipe, [parent] if recipe.batch == "sample" else [])
    collection.open("b1", {"parents": ["p1"], "records": 1}, {"p1": parent})
    identity = "b1-1" if recipe.batch == "each" else "b1"
    text = json.dumps([{"id": identity, **values}], ensure_ascii=False)
    return [getattr(item, "reason", "kept") for item in collection.take(text, "b1", "reply 1")]


def _with(name, text, *, instead=""):
    """The good reply with a piece of text in what the recipe writes."""
    values = GOOD[name]
    if "messages" in values:
        *turns, (role, content) = values["messages"]
        return {"messages": [*turns, [role, text if instead else content + text]]}
    field = "rejected" if "rejected" in values else "output"
    return {**values, field: text if instead else values[field] + text}


def test_every_recipe_has_a_good_reply():
    assert GOOD.keys() == set(recipe_names())


@pytest.mark.parametrize("name", recipe_names())
def test_a_good_reply_is_kept(name):
    assert _taken(name, GOOD[name]) == ["kept"]


WRITING = sorted(set(recipe_names()) - {"judge", "label"})


@pytest.mark.parametrize("name", WRITING)
def test_personal_data_that_no_shown_record_has(name):
    assert "kept" not in _taken(name, _with(name, f"，电话{PHONE}"))
    if name not in ("rewrite_length", "rewrite_tone", "keep_persona", "split_or_join_sentences"):
        assert _taken(name, _with(name, f"，电话{PHONE}")) == ["personal_data_added"]


def test_personal_data_that_the_record_shown_has_are_no_news():
    parent = Record("p1", [Turn("user", "客服电话多少"), Turn("assistant", f"您好，电话为{PHONE}。")])
    assert _taken("rewrite_tone", {"output": f"打{PHONE}就行～"}, parent=parent) == ["kept"]
    assert _taken("rewrite_tone", {"output": "打13800138001就行～"}, parent=parent) == ["personal_data_added"]


@pytest.mark.parametrize("name", WRITING)
def test_a_placeholder_that_nobody_could_put_back(name):
    assert _taken(name, _with(name, "，请找 <PERSON_9>")) == ["placeholder_invented"]


@pytest.mark.parametrize("name", WRITING)
def test_text_of_the_prompt_in_the_reply(name):
    recipe = get_recipe(name)
    sentence = max(recipe.task["zh"].replace("\n", "。").split("。"), key=len)
    assert (
        _taken(name, _with(name, sentence.replace("[[count]]", "5").replace("[[turns]]", "8")))
        in (
            ["copy_of_prompt"],
            ["placeholder_invented"],  # the sentence names one as an example
        )
        or "[[" in sentence
    )
    assert _taken(name, _with(name, "</data>")) == ["copy_of_prompt"]


CHECKED = {check: [name for name in recipe_names() if check in get_recipe(name).checks] for check in (
    "language", "other_language", "refusal", "facts", "facts_kept", "names", "novelty", "changed", "longer",
    "same_turns", "ends_as_before", "alternation", "min_turns", "min_characters", "max_characters", "length_ratio", "grounded",
)}  # fmt: skip


def _cases(check):
    return pytest.mark.parametrize("name", CHECKED[check])


def test_every_check_of_every_recipe_is_tested_here():
    assert {check for name in recipe_names() for check in get_recipe(name).checks} == CHECKED.keys()


@_cases("language")
def test_another_language(name):
    english = "This answer has been written in quite another language than the record that it was made from was."
    values = GOOD[name]
    if "messages" in values:
        values = {"messages": [[role, english] for role, _ in values["messages"]]}
    else:
        values = dict.fromkeys(values, english)
    assert _taken(name, values) == ["wrong_language"]


def test_the_other_language_is_asked_for():
    assert _taken("back_translate", {"instruction": "写一句话", "output": "已经送到了"}) == ["wrong_language"]


@_cases("refusal")
def test_a_refusal(name):
    refusal = "抱歉，作为人工智能，我无法回答这个问题。"
    if name in ("expand_context", "expand_dialogue"):
        turns = [*GOOD[name]["messages"], ["user", "为什么？"], ["assistant", refusal]]
        assert _taken(name, {"messages": turns}) == ["refusal"]
        return
    assert _taken(name, _with(name, refusal, instead="x")) in (["refusal"], ["facts_lost"])
    if name in ("rewrite_refusal", "generate_from_seeds", "generate_dialogue", "evolve_instruction"):
        assert _taken(name, _with(name, refusal, instead="x")) == ["refusal"]


@_cases("facts")
def test_a_number_or_placeholder_lost(name):
    def without(piece):
        text = json.dumps(GOOD[name], ensure_ascii=False)
        return json.loads(text.replace(piece, "某"))

    number = "15" if name == "split_or_join_sentences" else "8812"
    assert _taken(name, without(number)) == ["facts_lost"]
    assert _taken(name, without("<PERSON_1>")) == ["facts_lost"]


@_cases("facts_kept")
def test_a_number_that_was_not_there_and_a_placeholder_lost(name):
    assert _taken(name, _with(name, "还有 97 件")) == ["facts_invented"]
    assert _taken(name, _with(name, "已经在路上了，马上就到。", instead="x")) == ["facts_lost"]


@_cases("names")
def test_a_name_lost(name):
    text = json.dumps(GOOD[name], ensure_ascii=False).replace("王建国", "李小红")
    assert _taken(name, json.loads(text)) == ["facts_lost"]


@_cases("novelty")
def test_too_much_like_what_is_there(name):
    parent = _parent(get_recipe(name))
    if name == "generate_dialogue":
        parent = Record("p1", [Turn(role, content) for role, content in GOOD[name]["messages"]])
    if name == "generate_from_seeds":
        values = {"instruction": PAIR[0].content, "output": PAIR[1].content}
        assert _taken(name, values, parent=parent) == ["not_novel"]
    recipe = get_recipe(name)
    collection = Collection("collect_replies", recipe, [parent] if recipe.batch == "sample" else [])
    collection.open("b1", {"parents": ["p1", "p2"], "records": 2}, {"p1": parent, "p2": parent})
    values = GOOD[name]
    if "messages" in values:
        values = {"messages": [{"role": role, "content": content} for role, content in values["messages"]]}
    ids = ("b1-1", "b1-2") if recipe.batch == "each" else ("b1", "b1")
    text = json.dumps([{"id": identity, **values} for identity in ids], ensure_ascii=False)
    reasons = [getattr(item, "reason", "kept") for item in collection.take(text, "b1", "reply 1")]
    assert reasons[-1] == "not_novel"


@_cases("changed")
def test_nothing_changed(name):
    assert _taken(name, {"output": DIALOGUE[1].content}) == ["unchanged"]


@_cases("longer")
def test_no_longer_than_before(name):
    assert _taken(name, {"messages": [[turn.role, turn.content] for turn in DIALOGUE]}) == ["not_longer"]


@_cases("same_turns")
def test_what_the_user_says_changed(name):
    turns = GOOD[name]["messages"]
    changed = [["user", turns[0][1] + "快说"], *turns[1:]]
    assert _taken(name, {"messages": changed}) == ["turns_changed"]


@_cases("ends_as_before")
def test_what_was_said_before_changed(name):
    turns = GOOD[name]["messages"]
    assert _taken(name, {"messages": [*turns[:-1], [turns[-1][0], turns[-1][1] + "\n "]]}) == ["kept"]
    assert _taken(name, {"messages": [*turns[:-1], [turns[-1][0], turns[-1][1] + "请留意"]]}) == ["turns_changed"]
    more = [["user", "知道了，王建国会收"], ["assistant", "好的，再联系"]]
    assert _taken(name, {"messages": [*turns, *more]}) == ["turns_changed"]
    assert _taken(name, {"messages": [*turns[2:], *turns[:2]]}) == ["turns_changed"]


@_cases("alternation")
def test_turns_out_of_order(name):
    turns = GOOD[name]["messages"]
    assert _taken(name, {"messages": [*turns, ["assistant", "还有别的吗"]]}) == ["roles_out_of_order"]


@_cases("min_turns")
def test_too_few_turns(name):
    assert _taken(name, {"messages": GOOD[name]["messages"][:2]}) == ["too_few_turns"]


@_cases("min_characters")
def test_too_short(name):
    if get_recipe(name).checks["min_characters"] < 2:  # a field that is not empty has one
        return
    parent = Record("p1", [Turn("user", "到哪了"), Turn("assistant", "无法查询，请您耐心等待。")])
    short = dict.fromkeys(GOOD[name], "嗯")
    assert _taken(name, short, parent=parent) == ["reply_too_short"]


@_cases("max_characters")
def test_too_long(name):
    assert _taken(name, _with(name, "路上呢" * 700)) == ["reply_too_long"]


@_cases("length_ratio")
def test_length_out_of_proportion(name):
    assert _taken(name, _with(name, "，请您放心" * 30)) == ["reply_too_long"]


@_cases("grounded")
def test_a_number_that_the_section_does_not_have(name):
    assert _taken(name, {"instruction": "有几件？", "output": "一共 7 件。"}) == ["facts_invented"]


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("label", "category", "weather"),
        ("label", "difficulty", "impossible"),
        ("judge", "relevance", 9),
        ("judge", "style", "good"),
        ("judge", "reason", ""),
        ("generate_dialogue", "messages", [["narrator", "夜深了"], ["assistant", "嗯"]]),
        ("paraphrase", "output", ""),
        ("make_preference_pair", "rejected", None),
    ],
)
def test_a_field_that_cannot_be_used(name, field, value):
    assert _taken(name, {**GOOD[name], field: value}) == ["missing_field"]


DECLINING = [name for name in recipe_names() if get_recipe(name).declines]


def test_which_recipes_let_a_model_decline():
    assert DECLINING == ["generate_from_document", "rewrite_refusal"]


@pytest.mark.parametrize("name", DECLINING)
def test_what_is_left_empty_as_the_task_allows(name):
    """It is told apart from a field that was forgotten: nobody asks again for it."""
    empty = dict.fromkeys(GOOD[name], "")
    assert _taken(name, empty) == ["declined"]
    assert _taken(name, dict.fromkeys(GOOD[name])) == ["declined"]
    assert _taken(name, {"comment": "空"} | dict(list(empty.items())[1:])) != ["declined"]
    assert "declined" not in AGAIN


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("抱歉，我无法帮助您做这件事。", "kept"),
        ("I'm sorry, but I can't help with that.", "kept"),
        ("先把门锁拆下来，再用铁丝拨开。", "declined"),
        ("", "declined"),
    ],
)
def test_a_refusal_that_was_right_stays(answer, taken):
    """Only a refusal does: an answer to what should not be answered goes."""
    parent = _parent(get_recipe("rewrite_refusal"))
    *before, last = parent.turns
    assert last.role == "assistant"
    parent = parent.replace(turns=[*before, last.with_content(answer)])
    assert _taken("rewrite_refusal", {"output": ""}, parent=parent) == [taken]


def test_half_an_answer_is_no_refusal():
    assert _taken("generate_from_document", {"instruction": "谁负责配送？", "output": ""}) == ["missing_field"]
    assert _taken("rewrite_length", {"output": ""}) == ["missing_field"]


@pytest.mark.parametrize("given", [{}, {"input": "别的材料"}])
def test_the_input_of_a_paraphrased_record_stays(given):
    recipe = get_recipe("paraphrase")
    parent = Record("p1", [Turn("user", "总结这段话", "门店周一休息。"), Turn("assistant", "周一不开门。")])
    collection = Collection("collect_replies", recipe)
    collection.open("b1", {"parents": ["p1"], "records": 1}, {"p1": parent})
    reply = json.dumps([{"id": "b1-1", "instruction": "用一句话概括", "output": "每逢周一歇业。", **given}])
    (made,) = collection.take(reply, "b1", "reply 1")
    assert [(turn.content, turn.input) for turn in made.turns] == [
        ("用一句话概括", "门店周一休息。"),
        ("每逢周一歇业。", None),
    ]
