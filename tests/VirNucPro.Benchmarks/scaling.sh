#!/usr/bin/env bash
# How time and memory of `predict` grow with the input: simulated 500 bp reads of the lambda genome
# (1 % substitutions, seeded), demo models, fixed batch budgets. Prints both runs and their ratios.
# Usage: tests/VirNucPro.Benchmarks/scaling.sh [READS_SMALL [READS_LARGE]]   (needs GNU time)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

small=${1:-1000}
large=${2:-100000}
program=artifacts/bin/virnucpro
[ -x "$program" ] || {
  echo "scaling.sh: run ./build.sh build first" >&2
  exit 69
}
[ -x /usr/bin/time ] || {
  echo "scaling.sh: GNU time is missing. On Debian or Ubuntu: sudo apt-get install time" >&2
  exit 69
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# measure READS: leaves "seconds peak_kilobytes" in $work/READS.
measure() {
  tests/Shared/simulate-reads.sh "$1" >"$work/$1.fa"
  /usr/bin/time -f '%e %M' -o "$work/$1" "$program" predict "$work/$1.fa" -o "$work/out_$1" \
    --models "$work/models" --dnabert-batch-size 8192 --esm-batch-size 8192 --no-progress -q
  awk -v reads="$1" '{ printf "%8d reads  %8.2f s  %8.1f MiB peak\n", reads, $1, $2 / 1024 }' "$work/$1"
}

"$program" models demo -o "$work/models"
measure "$small" >/dev/null # once to warm the page cache
rm -rf "$work/out_$small"
measure "$small"
measure "$large"
paste "$work/$small" "$work/$large" | awk -v growth="$large" -v from="$small" '
  { printf "  growth %dx    time %.1fx    memory %.2fx\n", growth / from, $3 / $1, $4 / $2 }'
