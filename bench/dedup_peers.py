"""Near-duplicates by other programs, each in the environment whose interpreter runs this file: `datasketch` or
`data-juicer`, then a file of texts, one JSON string a line. Prints CPU seconds and how many texts stay. Character
5-grams, 128 permutations, 25 bands of 5 rows. Nothing of ours is imported."""

import json
import sys
import time


def datasketch(texts: list[str]) -> int:
    """Candidates only: datasketch compares estimates and has no exact check."""
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]

    index = MinHashLSH(num_perm=128, params=(25, 5))
    kept = 0
    for number, text in enumerate(texts):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([text[at : at + 5].encode() for at in range(max(1, len(text) - 4))])
        if not any(sketch.jaccard(other) >= 0.8 for _, other in _found(index, sketch)):
            kept += 1
            index.insert(number, sketch)
            _SKETCHES[number] = sketch
    return kept


_SKETCHES: dict[int, object] = {}


def _found(index: object, sketch: object) -> list[tuple[int, object]]:
    return [(key, _SKETCHES[key]) for key in index.query(sketch)]  # type: ignore[attr-defined]


def data_juicer(texts: list[str]) -> int:
    from data_juicer.ops.deduplicator.document_minhash_deduplicator import (  # type: ignore[import-not-found]
        DocumentMinhashDeduplicator,
    )
    from datasets import Dataset  # type: ignore[import-not-found]

    operator = DocumentMinhashDeduplicator(
        tokenization="character",
        window_size=5,
        num_permutations=128,
        num_bands=25,
        num_rows_per_band=5,
        jaccard_threshold=0.8,
        lowercase=True,
    )
    hashed = Dataset.from_dict({"text": texts}).map(operator.compute_hash)
    kept, _ = operator.process(hashed)
    return len(kept)


if __name__ == "__main__":
    with open(sys.argv[2], encoding="utf-8", newline="\n") as lines:  # noqa: PTH123 - other interpreters, same code
        everything = [json.loads(line) for line in lines]
    work = {"datasketch": datasketch, "data-juicer": data_juicer}[sys.argv[1]]
    work(everything[:20])  # imports, and what is loaded at first use
    _SKETCHES.clear()
    begun = time.process_time()
    stay = work(everything)
    print(json.dumps({"seconds": time.process_time() - begun, "kept": stay}))
