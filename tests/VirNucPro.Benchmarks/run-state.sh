#!/usr/bin/env bash
# What the run's state costs and saves: simulated 500 bp reads, demo models; to resume, a hundred shards.
#   fresh      a run of all reads
#   resume     the same where 99 % of the reads are done already, as a share of the fresh run
#   overhead   with OTHER, a virnucpro without run.db: pairs of fresh runs, one with each, in turns; the ratio of
#              each pair's wall time and of its processor time, which other work on the machine disturbs less
# Usage: tests/VirNucPro.Benchmarks/run-state.sh [READS [PAIRS OTHER]]   (READS a multiple of 100)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

reads=${1:-100000}
pairs=${2:-1}
other=${3:-}
program=${VIRNUCPRO:-artifacts/bin/virnucpro}
[ -x "$program" ] || {
  echo "run-state.sh: run ./build.sh build first" >&2
  exit 69
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# seconds COMMAND...: wall and processor time of a run.
seconds() {
  local TIMEFORMAT='%R %U %S'
  { time "$@" --models "$work/models" --no-progress -q 2>&3; } 3>&2 2>&1 | awk '{ print $1, $2 + $3 }'
}

"$program" models demo -o "$work/models" -q
tests/Shared/simulate-reads.sh "$reads" >"$work/all.fa"
head -n $((reads * 99 / 100 * 2)) "$work/all.fa" >"$work/most.fa"

fresh=$(seconds "$program" predict "$work/all.fa" -o "$work/fresh" --shard-chunks $((reads / 100)))
seconds "$program" predict "$work/most.fa" -o "$work/resumed" --shard-chunks $((reads / 100)) >/dev/null
resume=$(seconds "$program" predict "$work/all.fa" -o "$work/resumed" --shard-chunks $((reads / 100)) --resume)
cmp "$work/fresh/prediction_results.txt" "$work/resumed/prediction_results.txt"
awk -v fresh="$fresh" -v resume="$resume" 'BEGIN {
  printf "fresh     %8.2f s\nresume    %8.2f s    %.1f %% of the fresh run\n", fresh, resume, 100 * resume / fresh }'

[ -n "$other" ] || exit 0
for ((pair = 1; pair <= pairs; pair++)); do
  for turn in $((pair % 2)) $((1 - pair % 2)); do
    if [ "$turn" = 0 ]; then
      without=$(seconds "$other" predict "$work/all.fa" -o "$work/without" --force)
    else
      with=$(seconds "$program" predict "$work/all.fa" -o "$work/with" --force)
    fi
  done
  echo "$with $without"
done | tee "$work/pairs" | awk '{
  printf "overhead  %8.2f s with, %8.2f s without    wall %.3f    processor %.3f\n", $1, $3, $1 / $3, $2 / $4
  fflush() }'
for column in 1 2; do
  awk -v column="$column" '{ print $column / $(column + 2) }' "$work/pairs" | sort -g |
    awk -v name="$([ "$column" = 1 ] && echo wall || echo processor)" '
      { ratio[NR] = $1 }
      END { printf "median of %d: %s %.3f\n", NR, name, (ratio[int((NR + 1) / 2)] + ratio[int(NR / 2) + 1]) / 2 }'
done
