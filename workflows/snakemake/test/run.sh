#!/usr/bin/env bash
# The workflow on a Slurm of two nodes: 8 parts; one node is drained while it computes, one job is requeued in the midst of its work. The
# result files must be those of a single run. Needs root, and Debian's slurm-wlm, munge and snakemake.
#   workflows/snakemake/test/run.sh [READS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

reads=${1:-40000}
root=$PWD
program=${VIRNUCPRO:-artifacts/bin/virnucpro}
[ -x "$program" ] || {
  echo "run.sh: run ./build.sh build first" >&2
  exit 69
}
work=$(mktemp -d)
# Names as people have them.
input="$work/reads of Ann's.fa"
results="Ann's results"
export SLURM_CONF=$work/slurm/slurm.conf
cleanup() {
  kill "${snakemake:-}" 2>/dev/null || true
  "$root/workflows/snakemake/test/local-slurm.sh" stop "$work/slurm"
  rm -rf "$work"
}
trap cleanup EXIT
mkdir "$work/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(realpath "$program")" >"$work/bin/virnucpro"
chmod +x "$work/bin/virnucpro"
export PATH=$work/bin:$PATH

virnucpro models demo -o "$work/models" -q
tests/Shared/simulate-reads.sh "$reads" >"$input"
virnucpro predict "$input" --models "$work/models" -o "$work/single" --shard-chunks 256 -q
workflows/snakemake/test/local-slurm.sh start "$work/slurm"

cd "$work"
snakemake --snakefile "$root/workflows/snakemake/Snakefile" --profile "$root/workflows/snakemake/profiles/slurm" \
  --config "input=$input" "models=$work/models" model_type=500 "results=$results" parts=8 threads=1 mem_mb=1 \
  'options=--shard-chunks 256' >snakemake.log 2>&1 &
snakemake=$!

# running NODE: the job that computes there; waits for one.
running() {
  local job
  until job=$(squeue --noheader --states running --nodelist "$1" --format %i | head -n 1) && [ -n "$job" ]; do sleep 0.2; done
  echo "$job"
}
# saved JOB: waits until the job's part has saved a shard (17 kB), and says what part it is.
saved() {
  local part
  part=$(squeue --noheader --jobs "$1" --format %j)
  part=${part##*=}
  until [ -s "$results.parts/$part/run.db" ] && [ "$(stat -c %s "$results.parts/$part/run.db")" -gt 40000 ]; do
    [ -n "$(squeue --noheader --jobs "$1" --states running,completing)" ] || {
      echo "run.sh: job $1 ended before it could be disturbed; take more reads" >&2
      exit 1
    }
    sleep 0.1
  done
  echo "$part"
}

first=$(running n1)
part=$(saved "$first")
scontrol update nodename=n1 state=drain reason=test
echo "drained n1 while job $first computed part $part there"
second=$(running n2)
part=$(saved "$second")
scontrol requeue "$second"
echo "requeued job $second, which computed part $part on n2"
wait "$snakemake" || {
  tail -n 40 snakemake.log >&2
  exit 1
}
snakemake=

echo
cat "$results".parts/[0-9]*.log | grep -E '^part |Resuming'
for file in prediction_results.txt prediction_results_highestscore.csv contigs.tsv viral.fasta; do
  cmp "single/$file" "$results/$file"
done
echo "$reads reads in 8 parts: the result files are those of a single run"
