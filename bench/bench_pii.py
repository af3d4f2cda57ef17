"""mask_pii on a corpus with personal data in a tenth of its records, in turn with Presidio's pattern recognizers.

Presidio lives in an environment of its own (build/bench/presidio), made at the first run from the package index; without
one the ratio is not measured and that is said.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.chat_corpus import chats, megabytes
from bench.floors import held, left_out
from bench.timing import speed
from ftprep.ops.pii.mask_pii import MaskPiiOptions, mask_pii

FLOOR, FLOOR_NAMES, FLOOR_RATIO = 8.0, 3.0, 100.0
ENVIRONMENT = Path(__file__).resolve().parent.parent / "build" / "bench" / "presidio"
PACKAGE = "presidio-analyzer==2.2.366"
ROUNDS = 3
OURS_A_ROUND = 4

_PEER = """
import json, sys, time
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

class Blank(NlpEngine):
    '''A tokenizer and no model: the pattern recognizers alone, as the engine runs them.'''
    def __init__(self): self.nlp = spacy.blank("en")
    def load(self): pass
    def is_loaded(self): return True
    def process_text(self, text, language):
        doc = self.nlp(text)
        return NlpArtifacts([], doc, [token.idx for token in doc], [token.text for token in doc], self, language)
    def process_batch(self, texts, language, **_):
        return ((text, self.process_text(text, language)) for text in texts)
    def is_stopword(self, word, language): return False
    def is_punct(self, word, language): return False
    def get_supported_entities(self): return []
    def get_supported_languages(self): return ["en"]

registry = RecognizerRegistry()
registry.load_predefined_recognizers(languages=["en"])
registry.recognizers = [one for one in registry.recognizers if "Spacy" not in type(one).__name__]
engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
texts = json.load(open(sys.argv[1], encoding="utf-8"))
for text in texts[:20]:
    engine.analyze(text, "en")
begun = time.process_time()
for text in texts:
    engine.analyze(text, "en")
print(len(registry.recognizers), sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - begun))
"""


def run() -> None:
    records = chats(6000, "personal")
    peer = _peer()
    sample = [text for record in records[:100] for text in record.texts()]
    no_names, runs, peers, named = MaskPiiOptions(entities=("-PERSON",)), [], [], 0.0
    for _ in range(ROUNDS):  # in turn, a short run several times: what slows the machine slows both
        runs += [speed(mask_pii, no_names, records, 1) for _ in range(OURS_A_ROUND)]
        if peer is not None:
            peers.append(_peer_speed(peer, sample))
        runs += [speed(mask_pii, no_names, records, 1) for _ in range(OURS_A_ROUND)]
        named = max(named, speed(mask_pii, MaskPiiOptions(), records, 1))
    ours, theirs = statistics.median(runs), statistics.median(peers) if peers else 0.0
    print(f"{megabytes(records):.1f} MB, {len(records)} records")
    print(
        f"mask_pii, every recognizer but names: {ours:.1f} MB/s of one core {held('mask_pii without names', ours, least=FLOOR)}"
    )
    print(f"mask_pii with names: {named:.1f} MB/s {held('mask_pii with names', named, least=FLOOR_NAMES)}")
    if theirs:
        print(
            f"Presidio's engine with its English pattern recognizers on {len(sample)} of the texts: {theirs:.3f} MB/s; ratio {ours / theirs:.0f} {held('mask_pii beside Presidio', ours / theirs, least=FLOOR_RATIO)}"
        )
    else:
        print(left_out("Presidio", "it could not be installed"))


def _peer() -> Path | None:
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / ".installed"
    if stamp.exists() and stamp.read_text() == PACKAGE:
        return python
    ENVIRONMENT.parent.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, capture_output=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE],
            check=True,
            capture_output=True,
            timeout=600,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    stamp.write_text(PACKAGE)
    return python


def _peer_speed(python: Path, texts: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts, ensure_ascii=False), "utf-8")
        done = subprocess.run([str(python), "-c", _PEER, str(path)], check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])
