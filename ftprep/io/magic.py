"""What a file that is no text is, by its first bytes; and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that holds no data set, as people call it, with a way out."""

    en: str
    zh: str
    advice_en: str = "Give the data as JSONL, JSON, CSV, XLSX, Parquet or text instead."
    advice_zh: str = "请改用 JSONL、JSON、CSV、XLSX、Parquet 或文本文件。"


_DOCUMENT = (
    "Save it as text, Markdown or HTML first, or put a document extractor before this step.",
    "请先另存为文本、Markdown 或 HTML，或在此步骤前接一个文档提取器。",
)
_ARCHIVE = ("Unpack it and give the files, or pack them as a zip.", "请解压后给出其中的文件，或改用 zip 压缩。")
_OLD_OFFICE = ("Save it as .xlsx, .csv or text first.", "请先另存为 .xlsx、.csv 或文本。")

PDF = Foreign("a PDF document", "PDF 文档", *_DOCUMENT)
WORD = Foreign("a Word document", "Word 文档", *_DOCUMENT)
SLIDES = Foreign("a presentation", "演示文稿", *_DOCUMENT)
EBOOK = Foreign("an e-book", "电子书", *_DOCUMENT)
OFFICE = Foreign("a document of an old Office version", "旧版 Office 文档", *_OLD_OFFICE)
LOCKED = Foreign("protected by a password", "有密码保护的文档", "Save it without one.", "请另存为不带密码的文件。")
XML = Foreign("an XML file", "XML 文件")
IMAGE = Foreign("an image", "图片")
SOUND = Foreign("a sound or video file", "音频或视频文件")
BINARY = Foreign("a binary file of an unknown kind", "未知类型的二进制文件")

_SIGNATURES: tuple[tuple[int, bytes, Foreign], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", IMAGE),
    (0, b"\xff\xd8\xff", IMAGE),
    (0, b"GIF87a", IMAGE),
    (0, b"GIF89a", IMAGE),
    (8, b"WEBP", IMAGE),
    (0, b"II*\x00", IMAGE),
    (0, b"MM\x00*", IMAGE),
    (4, b"ftyp", SOUND),
    (0, b"ID3", SOUND),
    (0, b"OggS", SOUND),
    (0, b"fLaC", SOUND),
    (8, b"WAVE", SOUND),
    (8, b"AVI ", SOUND),
    (0, b"\x1aE\xdf\xa3", SOUND),
    (0, b"7z\xbc\xaf\x27\x1c", Foreign("a 7z archive", "7z 压缩包", *_ARCHIVE)),
    (0, b"Rar!\x1a\x07", Foreign("a RAR archive", "RAR 压缩包", *_ARCHIVE)),
    (0, b"\xfd7zXZ\x00", Foreign("an xz archive", "xz 压缩包", *_ARCHIVE)),
    (0, b"BZh", Foreign("a bzip2 archive", "bzip2 压缩包", *_ARCHIVE)),
    (0, b"\x28\xb5\x2f\xfd", Foreign("a Zstandard archive", "Zstandard 压缩包", *_ARCHIVE)),
    (257, b"ustar", Foreign("a tar archive", "tar 压缩包", *_ARCHIVE)),
    (0, b"SQLite format 3\x00", Foreign("an SQLite database", "SQLite 数据库", "Export its tables as CSV.", "请把其中的表导出为 CSV。")),
    (0, b"ARROW1", Foreign("an Arrow file", "Arrow 文件", "Save it as Parquet.", "请另存为 Parquet。")),
    (0, b"Obj\x01", Foreign("an Avro file", "Avro 文件", "Save it as Parquet.", "请另存为 Parquet。")),
    (0, b"ORC", Foreign("an ORC file", "ORC 文件", "Save it as Parquet.", "请另存为 Parquet。")),
    (0, b"\x89HDF\r\n\x1a\n", Foreign("an HDF5 file", "HDF5 文件", "Save it as Parquet.", "请另存为 Parquet。")),
    (0, b"\x93NUMPY", Foreign("a NumPy file", "NumPy 文件", "Save it as Parquet.", "请另存为 Parquet。")),
    (0, b"GGUF", Foreign("a model's weights", "模型权重")),
    (0, b"\x7fELF", Foreign("a program", "程序文件")),
    (0, b"MZ\x90", Foreign("a program", "程序文件")),
    (0, b"{\\rtf", Foreign("an RTF document", "RTF 文档", *_DOCUMENT)),
)  # fmt: skip
"""(offset, bytes, kind), each as its format's specification gives it."""

_PICKLE = (b"\x80\x02", b"\x80\x03", b"\x80\x04\x95", b"\x80\x05\x95")
_PICKLED = Foreign("a Python pickle", "Python pickle 文件", "Save it as JSONL.", "请另存为 JSONL。")


def foreign(head: bytes) -> Foreign | None:
    """The kind of a file that is surely no data set; None where it may be one."""
    if head.startswith(_PICKLE):
        return _PICKLED
    return next((kind for offset, mark, kind in _SIGNATURES if head.startswith(mark, offset)), None)
