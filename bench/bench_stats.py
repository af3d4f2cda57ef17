"""Statistics and splits of 100,000 records: time on one core, peak memory, the size of the page, and what leaked.

`python -m bench stats`, or with RECORDS=1000000 in the environment for ten times as many, and with TOOLS=dataset_stats for
one tool alone.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ftprep.text.shingles import jaccard, normal_form, shingles

RECORDS = int(os.environ.get("RECORDS", "100000"))
TOOLS = os.environ.get("TOOLS", "load_dataset dataset_stats split_dataset").split()
COPIES = RECORDS // 10
"""Near-duplicates injected, of similarity .7 to 1."""

_CALL = """
import json, resource, sys, time
from pathlib import Path
from ftprep.invoke import InputFile, Inputs, invoke
name, source, out, options = sys.argv[1:5]
start = time.process_time()
done = invoke(name, Inputs([InputFile("bench.jsonl", Path(source))]), json.loads(options), Path(out))
print(json.dumps({
    "seconds": time.process_time() - start,
    "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "files": {file.path.name: file.path.stat().st_size for file in done.files},
    "figures": done.report.get("figures", {}),
}))
"""

_SYLLABLES = "ka lo mi ren tus vel dor pan shi gra bel tor nim sul ver cho lan dex por fin".split()
_HAN = "天地人心水火山石田土木金日月星光风雨云雪春夏秋冬东南西北中国学生老师朋友工作问题时间方法数据模型训练语言文字声音图像城市道路桥梁房屋电脑手机网络软件"


def corpus(path: Path, records: int, copies: int) -> dict[str, list[str]]:
    """Writes instruction records of about 500 bytes, half of them Chinese, then near-copies of some. Returns the
    texts of each original and its copies."""
    rng = random.Random(11)
    # every third English word is one of these, as in any text: language is told by them
    usual = "the of and to in is that it for was on are as with they be at this have from or by not but what all were".split()
    english = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(30_000)]
    chinese = ["".join(rng.choices(_HAN, k=rng.randint(1, 3))) for _ in range(30_000)]
    weights = [1 / (rank + 5) for rank in range(30_000)]
    pools = (rng.choices(english, weights, k=2_000_000), rng.choices(chinese, weights, k=2_000_000))
    pools[0][::3] = rng.choices(usual, k=len(pools[0][::3]))
    families: dict[str, list[str]] = {}
    originals: list[tuple[str, str]] = []
    with path.open("w", encoding="utf-8") as file:

        def write(question: str, answer: str) -> None:
            file.write(json.dumps({"instruction": question, "output": answer}, ensure_ascii=False) + "\n")

        for number in range(records - copies):
            pool, joint = pools[number % 2], " 　"[number % 2].strip() or ("" if number % 2 else " ")
            start, length = rng.randrange(len(pool) - 200), rng.randint(22, 124)
            words = pool[start : start + length]
            question, answer = joint.join(words[:8]), joint.join(words[8:])
            write(question, answer)
            if number < copies:
                originals.append((question, answer))
        for question, answer in originals:
            letters = list(answer)
            for _ in range(rng.randint(0, max(1, len(letters) // 60))):
                letters[rng.randrange(len(letters))] = rng.choice("xyz的了吗")
            copy = "".join(letters)
            write(question, copy)
            families[f"{question}\n{answer}"] = [f"{question}\n{copy}"]
    return families


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "bench.jsonl"
        families = corpus(source, RECORDS, COPIES)
        size = source.stat().st_size / 1e6
        print(f"{RECORDS:,} records, {size:.0f} MB, {COPIES:,} of them near-copies")
        for tool in TOOLS:
            options = {"validation": 0.1, "test": 0.1} if tool == "split_dataset" else {}
            got = call(tool, source, folder / tool, options)
            print(
                f"{tool:14} {got['seconds']:7.1f} CPU s  {size / got['seconds']:6.1f} MB/s  {got['megabytes']:5.0f} MB peak"
            )
            page = next((size for file, size in got["files"].items() if file.endswith(".html")), None)
            if page is not None:
                print(f"{'':14} report page {page / 1e6:.2f} MB, {opened(next((folder / tool).glob('*.html')))}")
            leak = got["figures"].get("leak")
            if leak is not None:
                highest, pairs = leak["highest_similarity"], leak["pairs_compared"]
                print(f"{'':14} highest similarity across sides {highest} of {pairs} pairs")
                print(f"{'':14} {leaked(folder / tool, families)}")


def call(tool: str, source: Path, out: Path, options: dict[str, object]) -> dict[str, object]:
    """One call in a process of its own, on one core."""
    command = [sys.executable, "-c", _CALL, tool, str(source), str(out), json.dumps(options)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def opened(page: Path) -> str:
    """How long a headless Chromium takes from the address to the drawn charts."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        return "not opened: no Chromium here"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        begun = time.perf_counter()
        tab.goto(page.as_uri())
        tab.wait_for_selector("#words [data-chart] svg")
        seconds = time.perf_counter() - begun
        browser.close()
    return f"opens in {seconds:.2f} s"


def leaked(folder: Path, families: dict[str, list[str]]) -> str:
    """How many of the injected pairs with a similarity of .8 or more stand on two sides, found without our index."""
    side = {}
    for path in folder.glob("bench.*.jsonl"):
        with path.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                if line.strip():
                    row = json.loads(line)
                    side.setdefault("\n".join(turn["content"] for turn in row["messages"]), set()).add(path.name)
    pairs = crossed = 0
    for original, copies in families.items():
        one = frozenset(shingles(normal_form(original)))
        for copy in copies:
            if jaccard(one, frozenset(shingles(normal_form(copy)))) >= 0.8:
                pairs += 1
                crossed += len(side[original] | side[copy]) > 1
    return f"injected pairs of similarity .8 and more: {pairs}, of them on two sides: {crossed}"


if __name__ == "__main__":
    run()
