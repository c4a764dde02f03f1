#!/bin/sh
# The command line of virnucpro-cuda's image, for workflows that call it: no Python, but the name is theirs.
#   virnucpro_cli.py INPUT OUTPUT.tsv [options]
# OUTPUT.tsv gets the scores of frames (prediction_results.txt), OUTPUT_highestscore.csv beside it those of chunks.
# The state of the run stays in OUTPUT.run, so that --resume finds it after a failure; after success it is removed.
# VIRNUCPRO_MODELS names the models folder, VIRNUCPRO_PROGRAM another program than the one on the path.
set -eu

usage_error() {
  echo "virnucpro_cli.py: $1" >&2
  echo "usage: virnucpro_cli.py INPUT OUTPUT.tsv [--expected-length 300|500] [--use-gpu | --no-gpu] [--gpus N,N]" >&2
  echo "  [--parallel] [--batch-size N] [--dnabert-batch-size N] [--esm-batch-size N] [--threads N]" >&2
  echo "  [--persistent-models] [--resume] [--verbose] [--version]" >&2
  exit 64
}

program=${VIRNUCPRO_PROGRAM:-virnucpro}
input='' output='' length=500 gpu=auto gpus='' parallel=no resume=no verbose=no
batch='' dnabert_batch='' esm_batch='' threads=''

while [ $# -gt 0 ]; do
  # Both '--name value' and '--name=value'.
  case "$1" in
    --expected-length=* | --gpus=* | --batch-size=* | --dnabert-batch-size=* | --esm-batch-size=* | --threads=*)
      name=${1%%=*}
      value=${1#*=}
      ;;
    --expected-length | --gpus | --batch-size | --dnabert-batch-size | --esm-batch-size | --threads)
      [ $# -ge 2 ] || usage_error "$1 needs a value"
      name=$1
      value=$2
      shift
      ;;
    *) name=$1 ;;
  esac
  case "$name" in
    --expected-length) length=$value ;;
    --gpus) gpus=$value ;;
    --batch-size) batch=$value ;;
    --dnabert-batch-size) dnabert_batch=$value ;;
    --esm-batch-size) esm_batch=$value ;;
    --threads) threads=$value ;;
    --use-gpu)
      [ "$gpu" != no ] || usage_error "--use-gpu and --no-gpu exclude each other"
      gpu=yes
      ;;
    --no-gpu)
      [ "$gpu" != yes ] || usage_error "--use-gpu and --no-gpu exclude each other"
      gpu=no
      ;;
    --parallel) parallel=yes ;;
    --persistent-models) ;; # models always stay loaded
    --resume) resume=yes ;;
    --verbose) verbose=yes ;;
    --version) exec "$program" --version ;;
    -*) usage_error "unknown option '$name'" ;;
    *)
      if [ -z "$input" ]; then
        input=$name
      elif [ -z "$output" ]; then
        output=$name
      else
        usage_error "one argument too many: '$name'"
      fi
      ;;
  esac
  shift
done
[ -n "$output" ] || usage_error "INPUT and OUTPUT.tsv are needed"
case "$length" in
  300 | 500) ;;
  *) usage_error "--expected-length is 300 or 500, not '$length'" ;;
esac
[ "$gpu" != no ] || [ -z "$gpus" ] || usage_error "--no-gpu and --gpus exclude each other"

base=${output%.tsv}
results=$base.run
set -- predict "$input" -o "$results" -m "$length" --no-progress
# Never the CPU in place of a card that was asked for: 'predict' ends with code 69 where there is none.
if [ -n "$gpus" ]; then
  set -- "$@" --gpus "$gpus"
elif [ "$gpu" = no ]; then
  set -- "$@" -d cpu
elif [ "$parallel" = yes ] && command -v nvidia-smi >/dev/null; then
  cards=$(nvidia-smi --query-gpu=index --format=csv,noheader | paste -sd, -)
  if [ -n "$cards" ]; then
    set -- "$@" --gpus "$cards"
  elif [ "$gpu" = yes ]; then
    set -- "$@" -d cuda
  fi
elif [ "$gpu" = yes ]; then
  set -- "$@" -d cuda
fi
[ -z "$batch" ] || set -- "$@" --batch-size "$batch"
[ -z "$dnabert_batch" ] || set -- "$@" --dnabert-batch-size "$dnabert_batch"
[ -z "$esm_batch" ] || set -- "$@" --esm-batch-size "$esm_batch"
[ -z "$threads" ] || set -- "$@" --threads "$threads"
[ "$verbose" = no ] || set -- "$@" --verbose
if [ "$resume" = yes ]; then set -- "$@" --resume; else set -- "$@" --force; fi

# 'predict' is a child, and stops cleanly when this script is told to.
"$program" "$@" &
child=$!
# Only TERM: what a script starts in the background does not hear INT.
trap 'kill -TERM "$child"' TERM INT
code=0
wait "$child" || code=$?
# A signal ends the first wait; the second one has the program's own code.
if kill -0 "$child" 2>/dev/null; then
  code=0
  wait "$child" || code=$?
fi
# Done, or done with some sequences failed.
if [ "$code" -eq 0 ] || [ "$code" -eq 2 ]; then
  mv "$results/prediction_results.txt" "$output"
  mv "$results/prediction_results_highestscore.csv" "${base}_highestscore.csv"
  rm -r "$results"
fi
exit "$code"
