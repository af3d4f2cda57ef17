#!/usr/bin/env bash
# Chromium and a font with Chinese, for tests/browser and the pictures in docs/. Debian and Ubuntu, as root; elsewhere
# install Chromium by hand. Does nothing where it is there.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do command -v "$name" >/dev/null && exit 0; done
command -v apt-get >/dev/null || { echo "no apt-get here: install Chromium by hand" >&2; exit 1; }
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
