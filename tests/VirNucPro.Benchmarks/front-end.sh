#!/usr/bin/env bash
# How many reads a second the front end takes up to each step, on one core and on two: simulated reads of 300 bp; in
# turns with `seqkit translate` (Debian: seqkit). With DNABERT-S's own TOKENIZER.json and the npm package `tokenizers`
# in NODE_PATH, also its tokens a second beside Hugging Face's.
# Usage: tests/VirNucPro.Benchmarks/front-end.sh [READS [TOKENIZER.json]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

reads=${1:-1000000}
program=artifacts/bin/VirNucPro.Benchmarks/release/VirNucPro.Benchmarks
for tool in "$program" artifacts/bin/virnucpro; do
  [ -x "$tool" ] || {
    echo "front-end.sh: run ./build.sh build and dotnet build tests/VirNucPro.Benchmarks -c Release first" >&2
    exit 69
  }
done
command -v seqkit >/dev/null || {
  echo "front-end.sh: seqkit is missing. On Debian or Ubuntu: sudo apt-get install seqkit" >&2
  exit 69
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tokenizer=${2:-$work/models/dnabert-s/tokenizer.json}
[ $# -ge 2 ] || artifacts/bin/virnucpro models demo -o "$work/models" -q
tests/Shared/simulate-reads.sh "$reads" 300 >"$work/reads.fa"
for threads in 1 2; do
  taskset -c "0-$((threads - 1))" "$program" front-end "$work/reads.fa" "$tokenizer" --threads "$threads" --seqkit
done

awk '!/^>/ { print; if (++lines == 20000) exit }' "$work/reads.fa" >"$work/lines.txt"
for threads in 1 2; do
  taskset -c "0-$((threads - 1))" "$program" tokenizer "$work/lines.txt" "$tokenizer" "$threads"
  if [ -n "${NODE_PATH:-}" ]; then
    RAYON_NUM_THREADS=$threads taskset -c "0-$((threads - 1))" \
      node tests/VirNucPro.Benchmarks/hugging-face.mjs "$work/lines.txt" "$tokenizer"
  fi
done
