#!/usr/bin/env bash
# Prints the figures of the README, each with the command that makes it.
set -euo pipefail
cd "$(dirname "$0")/.."
run() { echo; echo "\$ entrain $*"; target/release/entrain "$@"; }

run train examples/digits --epochs 2 --output /tmp/entrain-bench.json
run train examples/digits/mixed.toml --seeds 5 --output /tmp/entrain-bench.json
run train examples/digits --seeds 5 --output /tmp/entrain-bench.json
run train examples/mnist --seeds 5 --output /tmp/entrain-bench.json
run train examples/wrist --seeds 5 --output /tmp/entrain-bench.json
run drift examples/digits/field.toml --seeds 5
run drift examples/wrist/field.toml --seeds 5
run drift examples/digits/mixed.toml --scenario two-tasks --seeds 10
run cosim examples/digits
run build examples/digits
run energy --model
run energy examples/digits --compare --duty 60
run energy examples/wrist --compare
for example in digits wrist mnist; do run energy "examples/$example" --target asic --compare --samples 2; done
run energy examples/digits --target asic --fast
rm -f /tmp/entrain-bench.json

echo; echo "\$ scripts/pipeline.py"
scripts/pipeline.py

echo; echo "\$ cargo bench -p entrain-model --bench speed"
cargo bench --quiet -p entrain-model --bench speed
