"""Reading prints nothing: the plugin's stdout is the wire to Dify."""

import subprocess
import sys

_SLOW = """
import sys
from pathlib import Path
from ftprep.io.read_parquet import read_parquet
import duckdb
connect = duckdb.connect
def slowly(*args, **settings):
    connection = connect(*args, **settings)
    connection.execute("set progress_bar_time = 1")
    return connection
duckdb.connect = slowly
print(sum(1 for _ in read_parquet(Path(sys.argv[1]))))
"""


def test_a_long_read_of_parquet_shows_no_progress(tmp_path):
    import duckdb

    path = tmp_path / "a.parquet"
    duckdb.execute(f"copy (select md5(n::varchar) as text from range(300000) t(n)) to '{path}' (format parquet)")  # noqa: S608
    done = subprocess.run([sys.executable, "-c", _SLOW, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout == "300000\n"
