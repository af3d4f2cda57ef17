#!/usr/bin/env bash
# Builds ftprep/ops/stats/assets/echarts.min.js: of Apache ECharts (Apache-2.0) what the report page draws, and no more.
# Needs node and the npm registry; only run to take a newer version. The licence and the notice are copied beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
ECHARTS=6.1.0
ESBUILD=0.28.2
out=$PWD/ftprep/ops/stats/assets
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "echarts@$ECHARTS" "esbuild@$ESBUILD"
cat > page.js <<'JS'
import { init, use } from "echarts/core";
import { BarChart, SunburstChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
use([BarChart, SunburstChart, AriaComponent, GridComponent, TooltipComponent, SVGRenderer]);
globalThis.echarts = { init };
JS
npx esbuild page.js --bundle --minify --format=iife --target=es2020 --legal-comments=none \
    --banner:js="/*! Apache ECharts $ECHARTS, Apache License 2.0, (c) The Apache Software Foundation; zrender, BSD 3-Clause, (c) Baidu Inc. */" \
    --outfile="$out/echarts.min.js"
cat node_modules/echarts/LICENSE > "$out/echarts.LICENSE.txt"
{ printf "\n========\n\nd3 (parts of it, inside ECharts):\n\n"; cat node_modules/echarts/licenses/LICENSE-d3; } >> "$out/echarts.LICENSE.txt"
{ printf '\n========\n\nzrender (bundled):\n\n'; cat node_modules/zrender/LICENSE; } >> "$out/echarts.LICENSE.txt"
cp node_modules/echarts/NOTICE "$out/echarts.NOTICE.txt"
ls -l "$out"
