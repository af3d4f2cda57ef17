"""What the chat trainers and services other than LLaMA-Factory may do to a row, in words."""

from __future__ import annotations

from collections.abc import Mapping

from ftprep.ops.formats._trainers._finding import Texts

REASONS: Mapping[str, Texts] = {
    "not_an_object": ("A row is no JSON object.", "该行不是 JSON 对象。", "Remove the row.", "删除该行。"),
    "bad_json": ("The file does not parse as JSON at this row.", "文件在此行无法按 JSON 解析。", "Remove or mend the row.", "删除或修正该行。"),
    "missing_column": ("A column that this trainer needs is missing or empty.", "缺少此训练框架必需的列，或该列为空。", "Add it, or remove the row.", "补上，或删除该行。"),
    "mixed_columns": ("The row has columns of two kinds of data set at once.", "该行同时含有两种数据集的列。", "Keep those of one kind.", "只保留其中一种的列。"),
    "not_read_as_text": ("Every text of a column is a date: read from JSON, they become times; the training stops, or learns another text.", "整列文本都是日期：从 JSON 读入后会变成时间，训练会中止，或学到另一种文本。", "Write the file as Parquet.", "改写为 Parquet。"),
    "half_character": ("A text holds half of a surrogate pair; loading stops.", "文本中含残缺的代理项字符，加载会中止。", "Remove the broken character.", "去掉这个残缺字符。"),
    "number_too_large": ("A whole number does not fit into 64 bits; loading stops.", "整数超出 64 位范围，加载会中止。", "Write it as text.", "写成文本。"),
    "mixed_types": (
        "A column holds values of different kinds in different rows; versions of `datasets` before 4.7 stop at that.",
        "同一列在不同行中类型不一致；4.7 之前的 datasets 会在此中止。",
        "Give the column one type in all rows.",
        "让该列在所有行中类型一致。",
    ),
    "not_messages": ("The conversation is no list of message objects.", "对话不是由消息对象组成的列表。", 'Write [{"role", "content"}, …].', '写成 [{"role", "content"}, …]。'),
    "no_turns": ("The conversation is empty.", "对话为空。", "Remove the row.", "删除该行。"),
    "unknown_role": ("A message has a role that is not known here.", "消息的角色不被识别。", "Use the roles of this trainer.", "改用此训练框架的角色名。"),
    "content_not_text": ("A message's content is missing or not of the kind that is needed here.", "消息内容缺失，或不是要求的形式。", "Write the content as this format has it.", "按此格式的要求写内容。"),
    "empty_content": ("A message is empty.", "有空消息。", "Remove the message or the row.", "删除该消息或该行。"),
    "first_not_user": ("The conversation does not begin with the person.", "对话没有以用户开头。", "Cut what stands before the first question.", "删去第一个问题之前的内容。"),
    "last_not_assistant": ("The conversation does not end with the model's answer.", "对话没有以模型的回答结束。", "Cut what comes after the last answer.", "删去最后一个回答之后的内容。"),
    "not_alternating": ("The person and the model do not take turns.", "用户与模型没有严格交替。", "Join neighbouring messages of one role.", "合并同一角色的相邻消息。"),
    "no_assistant": ("There is no message of the model to learn from.", "没有可供学习的模型消息。", "Remove the row.", "删除该行。"),
    "nothing_trained": ("Nothing of the row is trained on: the model says nothing in it.", "整行没有可训练的内容：模型什么也没说。", "Add the model's answer, or remove the row.", "补上模型的回答，或删除该行。"),
    "system_in_the_middle": ("A system message stands elsewhere than first.", "系统消息不在开头。", "Move it to the front.", "移到最前面。"),
    "bad_system": ("The system prompt is not of the form that is needed here.", "系统提示词的形式不对。", 'Nova: [{"text": …}]. Claude: a text.', 'Nova：[{"text": …}]；Claude：一段文本。'),
    "unknown_key": ("The row or a message has keys that this service does not know.", "行或消息含有该服务不识别的键。", "Remove them.", "删去这些键。"),
    "unused_key": ("A message's `weight` or `loss` is not looked at by this trainer.", "此训练框架不读取消息的 weight 或 loss。", "Remove what must not be trained on.", "请直接删去不该训练的内容。"),
    "bad_weight": ("`weight` stands with a message that is not the model's, or is neither 0 nor 1.", "weight 出现在非模型消息上，或不是 0、1。", "Remove it there.", "删去该 weight。"),
    "bad_tools": ("The functions are no list of objects with a name.", "函数列表不是带 name 的对象列表。", 'Write [{"type": "function", "function": {…}}].', '写成 [{"type": "function", "function": {…}}]。'),
    "bad_call": ("A function call lacks its name or arguments, or the arguments are of the wrong kind.", "函数调用缺少名称或参数，或参数形式不对。", "Write name and arguments (a JSON text).", "写明 name 与 arguments（JSON 文本）。"),
    "call_without_result": ("A function's result stands before the call that it names, or names none.", "函数结果没有对应的调用，或出现在调用之前。", "Keep calls and results together.", "让调用与结果前后相接。"),
    "tools_not_trained": ("Functions can't be trained on this service.", "该服务不支持训练函数调用。", "Take them out.", "去掉函数部分。"),
    "reserved_word": ("A question or the system prompt holds a word that this service reserves (such as `User:` or `[EOS]`); the whole job fails.",
                      "问题或系统提示词含有该服务的保留字（如 User:、[EOS]），整个任务会失败。", "Put other words in its place.", "换成别的写法。"),
    "media": ("The row holds something other than text.", "该行含非文本内容。", "Remove it, or the row.", "删去该内容或该行。"),
    "too_few_rows": ("Fewer rows than the service asks for.", "行数少于该服务的下限。", "Add rows.", "增加数据。"),
    "too_many_rows": ("More rows than the service takes by default.", "行数超过该服务的默认上限。", "Divide the file, or have the quota raised.", "拆分文件，或申请提高配额。"),
    "file_too_large": ("The file is larger than the service takes.", "文件超过该服务的大小上限。", "Divide the file.", "拆分文件。"),
    "row_too_long": ("The row has more tokens (estimated) than this training takes; the rest is cut off, or the row refused.", "该行的 token 数（估算）超过训练上限：超出部分会被截断，或该行被拒绝。",
                     "Shorten it, or divide the conversation.", "缩短，或拆分对话。"),
    "bad_file_name": ("The file's name may only hold letters A to Z, digits, `_`, `-`, `/` and `.`.", "文件名只能含英文字母、数字、_、-、/ 与 .。", "Rename the file.", "重命名文件。"),
    "not_lines": ("The service takes JSON Lines, one object a line, and nothing else.", "该服务只接受 JSON Lines：每行一个对象。", "Write the file as JSON Lines.", "改为 JSON Lines 文件。"),
    "label_not_bool": ("The label is neither true nor false.", "标签不是 true 或 false。", "Write true or false, without quotes.", "写成不带引号的 true 或 false。"),
    "same_answers": ("The rejected answer equals the chosen one.", "rejected 与 chosen 相同。", "Remove the row.", "删除该行。"),
    "not_utf8": ("The file is not UTF-8, or begins with a byte order mark.", "文件不是 UTF-8，或带有 BOM。", "Save it as UTF-8 without a mark.", "另存为不带 BOM 的 UTF-8。"),
    "empty_file": ("The file holds no rows.", "文件没有任何行。", "Leave the file out.", "去掉该文件。"),
}  # fmt: skip
