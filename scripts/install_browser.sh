#!/usr/bin/env bash
# Chromium and a font with Chinese, for tests/browser and the pictures in docs/. Debian and Ubuntu, as root; elsewhere
# install Chromium by hand. Does nothing where it is there; of several at once, one installs and the others wait.
set -euo pipefail
exec 9>"${TMPDIR:-/tmp}/ftprep-install-browser.lock"
command -v flock >/dev/null && flock 9
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
command -v apt-get >/dev/null || { echo "no apt-get here: install Chromium by hand" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=120 update -qq
apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
