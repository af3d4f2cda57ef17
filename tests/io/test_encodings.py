"""Which encoding a text is in: a table of samples short and long, Chinese and English, in each that they may come in."""

import base64

import pytest

from ftprep.io.encoding import Encoding, detect_encoding
from ftprep.io.transcode import as_utf8, original_bytes

SIMPLIFIED = [
    "你好",
    "联通",
    "谢谢",
    "收到",
    "在吗？",
    "好的，我知道了。",
    "请问怎么退货",
    "中华人民共和国",
    "张伟\n李娜\n王芳",
    "OK啦",
    "蘑菇炖粉条",
    "饕餮盛宴",
    "ABC公司的报价单 v2.1",
    "问题,答案\n怎么付款,可以用支付宝\n",
    "id\ttext\n1\t晚饭吃什么\n",
    '{"instruction":"介绍一下你自己","output":"我是一个助手。"}\n',
    "机器学习是人工智能的一个分支，研究如何让计算机从数据中学习。\n" * 30,
    "用户：你们几点下班？\n客服：晚上九点，周末也是。\n" * 100,
    "plain English first, for a long while. " * 2000 + "然后才是中文。",
]
TRADITIONAL = [
    "你好",
    "謝謝",
    "收到了",
    "請問怎麼退貨",
    "訂單什麼時候出貨？",
    "颱風警報",
    "麵包與蛋糕",
    "臺北市信義區",
    "閣下之意見",
    "ABC公司的報價單",
    "問題,答案\n怎麼付款,可以用信用卡\n",
    '{"instruction":"介紹一下你自己","output":"我是一個助理。"}\n',
    "機器學習是人工智慧的一個分支，研究如何讓電腦從資料中學習。\n" * 30,
]
WESTERN = [
    "It cost £5 — really?",
    "He’s “fine”…",
    "naïve café résumé",
    "à bientôt",
    "© 2024 Foo® Inc.",
    "Müller, Jürgen; Straße 5",
    "El niño comió piñas.\n" * 40,
    "question,answer\nCrème brûlée?,It costs 5€ in Orléans\n",
]
ASCII = ["hello world", 'The quick brown fox, "quoted".\n', "id,text\n1,hello\n", '{"text":"x"}\n' * 50]

UTF_8 = ("utf-8", "utf-8-sig")
UTF_16 = ("utf-16", "utf-16-le", "utf-16-be")
TABLE = [
    *((text, name) for text in SIMPLIFIED for name in (*UTF_8, *UTF_16, "gb18030", "gbk")),
    *((text, name) for text in TRADITIONAL for name in (*UTF_8, *UTF_16, "gb18030", "big5", "cp950")),
    *((text, name) for text in WESTERN for name in (*UTF_8, *UTF_16, "cp1252")),
    *((text, name) for text in ASCII for name in (*UTF_8, *UTF_16)),
]
AMBIGUOUS = {("你好", "utf-16-le"), ("你好", "utf-16-be"), ("收到", "utf-16-le"), ("收到", "utf-16-be")}
"""Two characters whose four bytes are all letters of ASCII: nothing tells them from such letters."""


def encoded(text, name):
    try:
        return text.encode(name)
    except UnicodeEncodeError:
        return None


def detected(tmp_path, raw):
    path = tmp_path / "file"
    path.write_bytes(raw)
    found = detect_encoding(path)
    return None if found is None else raw[found.start :].decode(found.name)


def samples():
    for text, name in TABLE:
        raw = encoded(text, name)
        if raw is not None:
            ambiguous = pytest.mark.xfail(reason="four bytes of ASCII letters", strict=True)
            yield pytest.param(
                text, raw, id=f"{name}-{text[:12]!r}", marks=ambiguous if (text, name) in AMBIGUOUS else ()
            )


@pytest.mark.parametrize(("text", "raw"), list(samples()))
def test_the_table(tmp_path, text, raw):
    assert detected(tmp_path, raw) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("こんにちは、元気ですか？今日は天気がいいですね。" * 6, "shift_jis"),
        ("こんにちは、元気ですか？今日は天気がいいですね。" * 6, "euc_jp"),
        ("Привет, как дела? Сегодня хорошая погода, и мы идём гулять." * 6, "cp1251"),
        ("Привет, как дела? Сегодня хорошая погода, и мы идём гулять." * 6, "koi8-r"),
        ("안녕하세요. 오늘 날씨가 좋네요. 주문하신 상품은 내일 도착합니다. " * 3, "euc_kr"),
    ],
)
def test_others_by_asking(tmp_path, text, name):
    assert detected(tmp_path, text.encode(name)) == text


def test_binary_is_no_text(tmp_path):
    assert detected(tmp_path, bytes(range(256)) * 40) is None


def test_rows_in_another_encoding_are_rejected_and_kept_as_they_were(read):
    rows = ['{"text":"一行好的"}'.encode(), '{"text":"一行坏的"}'.encode("gb18030"), '{"text":"又一行好的"}'.encode()]
    got = read("a.jsonl", b"\n".join(rows))
    assert got.texts == [["一行好的"], ["又一行好的"]]
    assert got.reasons == ["bad_encoding"]
    assert got.rejects[0].row == 2
    assert _original(got.rejects[0]) == rows[1]


@pytest.mark.parametrize("encoding", ["gb18030", "cp950", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("layout", ["jsonl", "json", "csv", "txt"])
def test_damaged_bytes_cost_one_row_in_any_layout(read, encoding, layout):
    rows = [f"第{number}個問題是什麼" for number in range(40)]
    head, row, tail, between = {
        "jsonl": ("", '{"text":"%s"}', "\n", "\n"),
        "json": ("[", '{"text":"%s"}', "]", ",\n"),
        "csv": ("text,number\n", "%s,1", "\n", "\n"),
        "txt": ("", "%s", "\n", "\n"),
    }[layout]
    raw = (head + between.join(row % text for text in rows) + tail).encode(encoding)
    mark = rows[20].encode(encoding)
    damage = b"\xff\xff" if "16" not in encoding else b"\x00\xd8" if encoding.endswith("le") else b"\xd8\x00"
    half = mark[: len(mark) // 4 * 2]
    damaged = raw.replace(mark, half + damage + mark[len(half) :])
    got = read(f"a.{layout}", damaged)
    assert [text for (text,) in got.texts] == rows[:20] + rows[21:]
    assert got.reasons == ["bad_encoding"]
    assert half + damage in _original(got.rejects[0])


@pytest.mark.parametrize("encoding", ["gb18030", "cp950", "utf-16-le", "utf-16-be", "utf-8"])
def test_a_copy_in_utf8_can_be_undone(tmp_path, encoding):
    raw = (
        "中文 text 𠮷\n".encode("gb18030" if encoding == "gb18030" else "utf-8")
        + bytes(range(0x80, 0x100))
        + b"\n\x00\xd8"
    )
    path = tmp_path / "file"
    path.write_bytes(raw)
    copy = as_utf8(path, Encoding(encoding), tmp_path)
    undone = original_bytes(copy.path.read_bytes(), encoding)
    if encoding == "cp950":  # knows six box-drawing characters twice
        assert undone.decode(encoding, "replace") == raw.decode(encoding, "replace")
    else:
        assert undone == raw


def _original(reject):
    return base64.b64decode(reject.original["base64"])
