"""clean_text on a corpus with a tenth of its records untidy, beside ftfy alone on the same texts."""

from __future__ import annotations

import time

import ftfy

from bench.chat_corpus import chats, megabytes
from bench.floors import held
from bench.timing import speed
from ftprep.ops.cleaning.clean_text import CleanTextOptions, clean_text

FLOOR = 15.0


def run() -> None:
    records = chats(6000, "untidy")
    ours = speed(clean_text, CleanTextOptions(main_text=False), records)
    texts = [text for record in records[:1500] for text in record.texts()]
    begun = time.process_time()
    for text in texts:
        ftfy.fix_text(text)
    theirs = megabytes(records[:1500]) / (time.process_time() - begun)
    print(f"clean_text, every rule but main text: {ours:.1f} MB/s of one core {held('clean_text', ours, least=FLOOR)}")
    print(f"ftfy.fix_text alone on the same texts: {theirs:.1f} MB/s; ratio {ours / theirs:.1f}")
