#!/usr/bin/env bash
# What a second device gives: simulated 500 bp reads on one CPU device of one thread, and on two. With encoders of real
# size (DNABERT-S, ESM-2 8M) and random weights nearly all the time is theirs; with demo models much of it is not.
# Compares the result files, and prints wall and processor time of each run and the ratio of each pair; the
# pairs take turns in which run is first.
# Usage: tests/VirNucPro.Benchmarks/two-devices.sh [READS [PAIRS [demo]]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

reads=${1:-2000}
pairs=${2:-1}
kind=${3:-real}
program=${VIRNUCPRO:-artifacts/bin/virnucpro}
[ -x "$program" ] || {
  echo "two-devices.sh: run ./build.sh build first" >&2
  exit 69
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds DEVICES: wall and processor time of a run.
seconds() {
  local TIMEFORMAT='%R %U %S'
  { time "$program" predict "$work/reads.fa" -o "$work/$1" -d "$1" -t 1 --models "$work/models" \
    --force --no-progress -q 2>&3; } 3>&2 2>&1 | awk '{ print $1, $2 + $3 }'
}

case $kind in
  real) "$program" models demo -o "$work/models" -q --real-shapes ;;
  demo) "$program" models demo -o "$work/models" -q ;;
  *) sed -n '6s/^# //p' "$0" >&2 && exit 64 ;;
esac
tests/Shared/simulate-reads.sh "$reads" >"$work/reads.fa"
for ((pair = 1; pair <= pairs; pair++)); do
  for turn in $((pair % 2)) $((1 - pair % 2)); do
    if [ "$turn" = 1 ]; then one=$(seconds cpu:0); else two=$(seconds cpu:0,cpu:1); fi
  done
  cmp "$work/cpu:0/prediction_results.txt" "$work/cpu:0,cpu:1/prediction_results.txt"
  awk -v one="$one" -v two="$two" 'BEGIN {
    split(one, a); split(two, b)
    printf "one device %8.2f s (processor %8.2f)    two %8.2f s (%8.2f)    ratio %.2f\n", a[1], a[2], b[1], b[2], a[1] / b[1] }'
done
