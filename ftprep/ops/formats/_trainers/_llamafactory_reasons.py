"""What LLaMA-Factory may do to a row, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ftprep.ops.formats._trainers._finding import Texts

REASONS: Mapping[str, Texts] = {
    "not_an_object": (
        "A row is no JSON object; the loader stops.", "该行不是 JSON 对象，加载会中止。",
        "Remove the row.", "删除该行。",
    ),
    "not_as_objects": (
        "The file does not begin with an object: the loader takes whole rows, or the names of their columns, for texts.",
        "文件不是以对象开头：加载时会把整行或列名当作文本。",
        "Remove what stands before the first object, or write objects.", "删去第一个对象之前的内容，或改为对象。",
    ),
    "bad_json": (
        "The file does not parse as JSON at this row; the loader stops.", "文件在此行无法按 JSON 解析，加载会中止。",
        "Remove or mend the row.", "删除或修正该行。",
    ),
    "mixed_types": (
        "A column holds values of different kinds in different rows; the loader stops.", "同一列在不同行中类型不一致，加载会中止。",
        "Give the column one type in all rows: text as text.", "让该列在所有行中类型一致：文本就写成文本。",
    ),
    "number_too_large": (
        "A whole number does not fit into 64 bits; the loader stops.", "整数超出 64 位范围，加载会中止。",
        "Write it as text, or remove the column.", "写成文本，或删除该列。",
    ),
    "half_character": (
        "A text holds half of a surrogate pair; the loader stops.", "文本中含残缺的代理项字符，加载会中止。",
        "Remove the broken character.", "去掉这个残缺字符。",
    ),
    "missing_column": (
        "A column that dataset_info.json names is in no row; the loader stops.", "dataset_info.json 指定的列在数据中不存在，加载会中止。",
        "Correct the column's name, or take it out of dataset_info.json.", "改正列名，或从 dataset_info.json 中去掉。",
    ),
    "unnamed_column": (
        "dataset_info.json leaves out a column or tag that this formatting needs; the loader stops.",
        "dataset_info.json 没有写出此格式必需的列或标签，加载会中止。",
        "Name every column that is used, and all tags.", "写出用到的每一列和全部标签。",
    ),
    "wrong_stage": (
        "`ranking` in dataset_info.json does not go with this kind of training; the loader stops.",
        "dataset_info.json 中的 ranking 与训练阶段不符，加载会中止。",
        "ranking is true for preference training, and only there.", "只有偏好训练才设 ranking 为 true。",
    ),
    "not_messages": (
        "The conversation is no list of messages; the loader stops.", "对话不是消息列表，加载会中止。",
        "Write a list of objects, or remove the row.", "改为由对象组成的列表，或删除该行。",
    ),
    "not_pairs": (
        "The history is no list of pairs; the loader stops.", "history 不是由问答对组成的列表，加载会中止。",
        "Write [[question, answer], …], or remove the row.", "写成 [[问, 答], …]，或删除该行。",
    ),
    "history_ignored": (
        "The history is no list and is ignored.", "history 不是列表，会被忽略。",
        "Write [[question, answer], …].", "写成 [[问, 答], …]。",
    ),
    "history_misread": (
        "The history's pairs are read letter by letter or by their keys, not as question and answer.",
        "history 中的问答对会按字符或键名拆开，而不是问与答。",
        "Write [[question, answer], …].", "写成 [[问, 答], …]。",
    ),
    "no_turns": (
        "The conversation is empty; the row is dropped.", "对话为空，该行会被丢弃。",
        "Remove the row.", "删除该行。",
    ),
    "role_order": (
        "Roles do not alternate: the person (or a function's result) at odd places, the model at even ones; the row is dropped.",
        "角色没有交替：奇数位应为用户（或函数结果），偶数位应为模型；该行会被丢弃。",
        "Join neighbouring messages of one role, or cut what opens or ends the conversation wrongly.",
        "合并同一角色的相邻消息，或删去开头、结尾多出的消息。",
    ),
    "system_in_the_middle": (
        "A system message stands elsewhere than first; the row is dropped.", "系统消息不在开头，该行会被丢弃。",
        "Move it to the front.", "移到最前面。",
    ),
    "odd_count": (
        "The conversation does not end on the model's turn; the row is dropped.", "对话没有以模型回合结束，该行会被丢弃。",
        "Cut the message that has no answer.", "删去没有回答的消息。",
    ),
    "even_count": (
        "The conversation of a preference row does not end on the person's turn; the row is dropped.",
        "偏好数据的对话没有以用户回合结束，该行会被丢弃。",
        "Cut the answer at the end: chosen and rejected are the answers.", "删去末尾的回答：回答在 chosen 与 rejected 中。",
    ),
    "answer_not_text": (
        "The answer is missing or no text; the row is dropped.", "回答缺失或不是文本，该行会被丢弃。",
        "Write the answer as text.", "把回答写成文本。",
    ),
    "choice_not_text": (
        "chosen or rejected is missing or not what this formatting needs (alpaca: text, sharegpt: a message); the row is dropped.",
        "chosen 或 rejected 缺失，或不是此格式要求的形式（alpaca 为文本，sharegpt 为消息对象）；该行会被丢弃。",
        "alpaca: texts. sharegpt: objects of {from, value}.", "alpaca 写成文本，sharegpt 写成 {from, value} 对象。",
    ),
    "label_not_bool": (
        "The KTO label is neither true nor false; the row is dropped.", "KTO 标签不是 true 或 false，该行会被丢弃。",
        "Write true or false, without quotes.", "写成不带引号的 true 或 false。",
    ),
    "breaks_the_next": (
        "In KTO training, a row without an answer ends the training at the row after it.",
        "KTO 训练中，没有回答的行会使训练在下一行中止。",
        "Remove the row.", "删除该行。",
    ),
    "content_not_text": (
        "A text is missing or no text; the training stops.", "应为文本处缺失或不是文本，训练会中止。",
        "Write text.", "改为文本。",
    ),
    "not_read_as_text": (
        "The loader takes this for something else than text: JSON Lines with a column of dates, CSV cells that are all numbers or say NA.",
        "加载时不会当作文本：JSON Lines 中整列都是日期，或 CSV 中整列都是数字、单元格写着 NA、null、None。",
        "Write the file as a JSON array.", "改用 JSON 数组格式的文件。",
    ),
    "unknown_choice_role": (
        "chosen or rejected has a role that is not among the tags; the training stops.",
        "chosen 或 rejected 的角色不在标签之中，训练会中止。",
        "Give it the assistant's tag.", "改为助手的标签。",
    ),
    "choice_role": (
        "chosen or rejected has the person's role; it is trained on as such.", "chosen 或 rejected 用了用户角色，会照此训练。",
        "Give it the assistant's tag.", "改为助手的标签。",
    ),
    "bad_tools": (
        "The functions are no JSON list of objects; the training stops.", "函数列表不是由对象组成的 JSON 列表，训练会中止。",
        'Write a JSON text: [{"name": …, "parameters": …}].', '写成 JSON 文本：[{"name": …, "parameters": …}]。',
    ),
    "bad_call": (
        "A function call is not JSON with name and arguments; the training stops.", "函数调用不是含 name 与 arguments 的 JSON，训练会中止。",
        'Write {"name": …, "arguments": {…}}.', '写成 {"name": …, "arguments": {…}}。',
    ),
    "call_arguments_text": (
        "A call's arguments are a text: it is written in quotes a second time.", "函数调用的 arguments 是文本，会被再加一层引号。",
        "Write the arguments as an object.", "把 arguments 写成对象。",
    ),
    "label_turned": (
        "An empty answer labelled true is trained on as a bad one.", "标为 true 的空回答会被当作坏回答训练。",
        "Remove the row.", "删除该行。",
    ),
    "empty_answer": (
        "The answer is empty: the model learns to say nothing.", "回答为空：模型会学着什么都不说。",
        "Remove the row.", "删除该行。",
    ),
    "empty_question": (
        "The question is empty.", "问题为空。",
        "Remove the row.", "删除该行。",
    ),
    "system_column_ignored": (
        "The system column is ignored: the conversation begins with a system message.", "系统提示词列会被忽略：对话以系统消息开头。",
        "Keep one of them.", "两者只留其一。",
    ),
    "media": (
        "The row has pictures, sounds or videos: a text model's template stops the training.", "该行含图片、音频或视频：纯文本模型的模板会中止训练。",
        "Train a model that takes them, or remove the row.", "改用支持多模态的模型，或删除该行。",
    ),
    "template_mark": (
        "A text holds `{{idx}}` or a chat template's mark, which the template replaces or takes for its own.",
        "文本含 {{idx}} 或对话模板标记，会被模板替换或误认。",
        "Take the marks out.", "去掉这些标记。",
    ),
    "bad_formatting": (
        "dataset_info.json names a formatting that does not exist; the loader stops.", "dataset_info.json 中的 formatting 不存在，加载会中止。",
        "alpaca or sharegpt.", "应为 alpaca 或 sharegpt。",
    ),
    "openai_formatting": (
        "`formatting: openai` adds to the system prompt and joins results; sharegpt with tags does not.",
        "formatting: openai 会改动系统提示词并合并函数结果；用 sharegpt 加标签则不会。",
        "Write sharegpt and all tags.", "改为 sharegpt 并写出全部标签。",
    ),
    "row_too_long": (
        "The row has more tokens (estimated) than the context length; what is too much is cut off.", "该行的 token 数（估算）超过上下文长度，超出部分会被截断。",
        "Shorten it, or divide the conversation (max_tokens in format_dataset).", "缩短，或拆分对话（format_dataset 的 max_tokens）。",
    ),
    "empty_file": (
        "The file holds no rows; the loader stops.", "文件没有任何行，加载会中止。",
        "Leave the file out.", "去掉该文件。",
    ),
    "not_utf8": (
        "The file is not UTF-8, or begins with a byte order mark; the loader stops.", "文件不是 UTF-8，或带有 BOM，加载会中止。",
        "Save it as UTF-8 without a mark.", "另存为不带 BOM 的 UTF-8。",
    ),
}  # fmt: skip
