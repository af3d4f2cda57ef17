"""Chats in workbooks, novels and documents in PDF."""

from __future__ import annotations

import json

import pytest

from ftprep.errors import InputDataError
from ftprep.invoke import InputFile, Inputs, invoke

HEADER = "localId TalkerId Type SubType IsSender CreateTime Status StrContent StrTime Remark NickName Sender".split()
CHAT = [
    [1, 7, 1, 0, 0, 1700000000, "", "在吗", "2023-11-14 22:13:20", "小李", "Li", "wxid_a"],
    [2, 7, 1, 0, 1, 1700000020, "", "在的，\n你说", "2023-11-14 22:13:40", "我", "Me", "wxid_b"],
]


def workbook(path, *sheets):
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return InputFile(path.name, path)


def pdf(path, *lines):
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(600, 800)
    content = DecodedStreamObject()
    shown = "".join(f"1 0 0 1 20 {700 - 40 * number} Tm ({line}) Tj " for number, line in enumerate(lines))
    content.set_data(f"BT /F1 12 Tf {shown}ET".encode() if lines else b"")
    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = content
    writer.write(path)
    return InputFile(path.name, path)


def rows(outcome):
    file = next(file for file in outcome.files if file.role == "dataset")
    return [json.loads(line) for line in file.path.read_text("utf-8").split("\n") if line.strip()]


def test_a_chat_in_a_workbook(tmp_path):
    file = workbook(tmp_path / "chat.xlsx", [HEADER, *CHAT])
    outcome = invoke("import_chat", Inputs([file]), {}, tmp_path / "out")
    assert [[turn["content"] for turn in row["messages"]] for row in rows(outcome)] == [["在吗", "在的，\n你说"]]
    assert outcome.report["inputs"][0]["format"] == "wechatmsg_csv"


def test_every_sheet_with_something_in_it_is_a_chat(tmp_path):
    file = workbook(tmp_path / "chat.xlsx", [HEADER, *CHAT], [], [HEADER, *CHAT])
    outcome = invoke("import_chat", Inputs([file]), {}, tmp_path / "out")
    assert outcome.report["kept"] == 2
    assert [row["name"] for row in outcome.report["inputs"]] == ["chat.xlsx/Sheet1", "chat.xlsx/Sheet3"]


def test_a_pdf_is_divided(tmp_path):
    file = pdf(tmp_path / "a.pdf", "The kettle boils at one hundred degrees.", "The pot holds two litres of water.")
    outcome = invoke("split_documents", Inputs([file]), {}, tmp_path / "out")
    assert "one hundred degrees" in rows(outcome)[0]["text"]
    assert rows(outcome)[0]["lineage"]["source"] == "a.pdf"


def test_a_play_in_a_pdf(tmp_path):
    file = pdf(tmp_path / "a.pdf", "HOST: Who knocks?", "GRETA: The wind.", "HOST: Let it in.", "GRETA: It is in.")
    outcome = invoke("extract_dialogue", Inputs([file]), {"character": "GRETA"}, tmp_path / "out")
    assert outcome.variables["characters"] == [{"name": "HOST", "quotations": 2}, {"name": "GRETA", "quotations": 2}]


@pytest.mark.parametrize("tool", ["split_documents", "extract_dialogue"])
def test_a_pdf_without_text_says_what_to_do(tool, tmp_path):
    with pytest.raises(InputDataError, match="OCR"):
        invoke(tool, Inputs([pdf(tmp_path / "scan.pdf")]), {}, tmp_path / "out")


@pytest.mark.parametrize("tool", ["split_documents", "extract_dialogue"])
def test_a_damaged_pdf_says_what_to_do(tool, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing more")
    with pytest.raises(InputDataError, match="damaged"):
        invoke(tool, Inputs([InputFile("a.pdf", tmp_path / "a.pdf")]), {}, tmp_path / "out")
