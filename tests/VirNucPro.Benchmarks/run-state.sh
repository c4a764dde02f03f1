#!/usr/bin/env bash
# What the run's state costs and saves: simulated 500 bp reads, demo models, shards of 1000 chunks.
#   fresh      a run of all reads
#   resume     the same where 99 % of the reads are done already, as a share of the fresh run
#   overhead   with OTHER, a virnucpro without run.db: the fresh run in pairs with it, as a ratio of each pair
# Usage: tests/VirNucPro.Benchmarks/run-state.sh [READS [PAIRS OTHER]]   (READS a multiple of 100000)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

reads=${1:-100000}
pairs=${2:-1}
other=${3:-}
program=artifacts/bin/virnucpro
[ -x "$program" ] || {
  echo "run-state.sh: run ./build.sh build first" >&2
  exit 69
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds COMMAND...: the wall time of a run.
seconds() {
  local start=$EPOCHREALTIME
  "$@" --models "$work/models" --no-progress -q
  awk -v from="$start" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", to - from }'
}

"$program" models demo -o "$work/models" -q
tests/Shared/simulate-reads.sh "$reads" >"$work/all.fa"
head -n $((reads * 99 / 100 * 2)) "$work/all.fa" >"$work/most.fa"

fresh=$(seconds "$program" predict "$work/all.fa" -o "$work/fresh" --shard-chunks 1000)
seconds "$program" predict "$work/most.fa" -o "$work/resumed" --shard-chunks 1000 >/dev/null
resume=$(seconds "$program" predict "$work/all.fa" -o "$work/resumed" --shard-chunks 1000 --resume)
cmp "$work/fresh/prediction_results.txt" "$work/resumed/prediction_results.txt"
awk -v fresh="$fresh" -v resume="$resume" 'BEGIN {
  printf "fresh     %8.2f s\nresume    %8.2f s    %.1f %% of the fresh run\n", fresh, resume, 100 * resume / fresh }'

[ -n "$other" ] || exit 0
for ((pair = 1; pair <= pairs; pair++)); do
  without=$(seconds "$other" predict "$work/all.fa" -o "$work/without" --force)
  with=$(seconds "$program" predict "$work/all.fa" -o "$work/with" --force)
  awk -v with="$with" -v without="$without" 'BEGIN {
    printf "overhead  %8.2f s with, %8.2f s without    ratio %.3f\n", with, without, with / without }'
done
