#!/usr/bin/env bash
# Draws docs/waves/*.svg from the *.json beside them, with WaveDrom (scripts/setup.sh buses installs it).
set -euo pipefail
cd "$(dirname "$0")/.."
for json in docs/waves/*.json; do
    svg="${json%.json}.svg"
    .tools/buses/bin/wavedrompy --input "$json" --svg "$svg"
    echo "<!-- of $(sha256sum "$json" | cut -d' ' -f1) -->" >>"$svg"
done
