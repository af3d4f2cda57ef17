"""Reading prints nothing: the plugin's stdout is the wire to Dify."""

import subprocess
import sys

import duckdb

_READ = """
import sys
from pathlib import Path
from ftprep.io.read_parquet import read_parquet
print(sum(1 for _ in read_parquet(Path(sys.argv[1]))))
"""


def test_reading_parquet_prints_nothing(tmp_path):
    path = tmp_path / "a.parquet"
    duckdb.execute(f"copy (select md5(n::varchar) as text from range(300000) t(n)) to '{path}' (format parquet)")  # noqa: S608
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "300000\n"
    assert done.stderr == ""
