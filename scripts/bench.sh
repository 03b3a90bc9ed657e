#!/usr/bin/env bash
# Prints the figures of docs/measured.md, each with the command that makes it.
set -euo pipefail
cd "$(dirname "$0")/.."
run() { echo; echo "\$ entrain $*"; target/release/entrain "$@"; }

run train examples/digits --epochs 2 --output /tmp/entrain-bench.json
run train examples/digits/mixed.toml --seeds 5 --output /tmp/entrain-bench.json
run train examples/digits --seeds 5 --output /tmp/entrain-bench.json
run train examples/digits/narrow.toml --seeds 5 --output /tmp/entrain-bench.json
run train examples/mnist --seeds 5 --output /tmp/entrain-bench.json
run train examples/wrist --seeds 5 --output /tmp/entrain-bench.json
run drift examples/digits/field.toml --seeds 5
run drift examples/wrist/field.toml --seeds 5
run drift examples/digits/mixed.toml --scenario two-tasks --seeds 10
run cosim examples/digits
run check examples/digits
run build examples/digits --seeds 3
run build examples/digits --clock fastest --seeds 3
run build examples/digits --twin --seeds 3
run build examples/digits/narrow.toml
run monitor examples/digits --virtual --weights start --samples 2694
run cosim examples/mnist/skip.toml --samples 200
for board in icebreaker ulx3s-25f ulx3s-85f tangnano9k; do run explore examples/digits --board "$board" --verify 0; done
run verify --vectors golden-model/studies/tests/vectors
run compare examples/digits/mixed.toml --tune
run energy --model
run energy examples/digits --compare --duty 60
run energy examples/wrist --compare
for example in digits wrist mnist; do run energy "examples/$example" --target asic --compare --samples 2; done
run energy examples/digits --target asic --fast
rm -f /tmp/entrain-bench.json

echo; echo "\$ scripts/pipeline.py"
scripts/pipeline.py

test_of() { echo; echo "\$ cargo test $*"; cargo test --quiet "$@"; }
test_of -p entrain-sim --test all -- --nocapture gcd::
test_of -p entrain-host --test all -- --nocapture flash::
test_of -p entrain-host --test all -- --ignored --nocapture noise::

echo; echo "\$ cargo bench -p entrain-model --bench speed"
cargo bench --quiet -p entrain-model --bench speed
