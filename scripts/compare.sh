#!/usr/bin/env bash
# Prints the comparisons of the README, each with the command that makes it; long, with progress on a terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
entrain=target/release/entrain
run() { echo; echo "\$ entrain $*"; $entrain "$@"; }

run compare examples/digits/mixed.toml --tune
run compare examples/wrist --tune

# Who is left out decides more than any rule does, so everybody is left out once, two by two.
people=$(mktemp examples/wrist/people-XXXXXX.toml)
trap 'rm -f "$people"' EXIT
for pair in "1, 2" "3, 4" "5, 6" "7, 8"; do
    sed "s/test = \[9, 10\]/test = [$pair]/" examples/wrist/entrain.toml >"$people"
    echo
    echo "people $pair test"
    run compare "$people" --tune --rules lls,lls-float,backprop,backprop-int,dfa,local-classifiers,linear
done

run compare examples/mnist/plain.toml --tune --rules lls,lls-float,backprop
run compare examples/mnist --tune
