# shellcheck shell=bash disable=SC2034,SC2154 # variables pass between the tests and this file
# What the fault tests share; they source it from the repository root. A test is made of cases. Each has a
# name that says all about it, a folder of its own, and one or more sessions: runs of `predict` into the
# same output folder, most of which are disturbed.

usage() {
  cat >&2 <<TEXT
Usage: $0 [OPTION...]

  --short         the form for every change: under a minute instead of many
  --every K       of the numbered operations take only each K-th (default: all; in the short form some)
  --random N      runs that are disturbed at random instants (default: $randoms)
  --seed N        other random instants and choices (default: $seed)
  --jobs N        cases at once (default: $jobs)
  --case NAME     only this case; may be given more than once
  --work DIR      folder for models, input and cases; without it a temporary one
  --program FILE  the program (default: $program)
TEXT
  exit 64
}

# begin ARGUMENT...: reads the options (the caller has set `randoms`, and for the short form `short_randoms`),
# then makes the preloaded library, models and input.
begin() {
  every=
  again="$0 $*"
  program=artifacts/bin/virnucpro
  seed=20261124
  jobs=$(nproc)
  short=false
  work=
  only=()
  while [ $# -gt 0 ]; do
    case "$1" in
      --short) short=true randoms=$short_randoms ;;
      --every | --random | --seed | --jobs | --case | --work | --program)
        [ $# -ge 2 ] || usage
        case "$1" in
          --every) every=$2 ;;
          --random) randoms=$2 ;;
          --seed) seed=$2 ;;
          --jobs) jobs=$2 ;;
          --case) only+=("$2") ;;
          --work) work=$2 ;;
          --program) program=$2 ;;
        esac
        shift
        ;;
      *) usage ;;
    esac
    shift
  done

  [ -x "$program" ] || {
    echo "$0: $program is missing; run ./build.sh build first" >&2
    exit 69
  }
  build_preload
  kept_work=${work:+true}
  if [ -n "$work" ]; then mkdir -p "$work"; else work=$(mktemp -d); fi
  work=$(realpath "$work")
  mkdir -p "$work/cases"
  results=$work/results.$$.tsv
  : >"$results"
  begun=0
  trap end_early EXIT
  trap 'exit 143' TERM
  trap 'exit 130' INT
  if [ ! -d "$work/models" ]; then "$program" models demo -o "$work/models" >"$work/models.log" 2>&1; fi
  input=$work/reads.fa
  tests/Shared/simulate-reads.sh "$reads" >"$input"
}

# Reads of the input and chunks of a shard: six shards, the last one smaller.
readonly reads=132 shard_chunks=24 all_shards=6

# Seconds after which a session counts as hung.
readonly patience=120

build_preload() {
  local tree=artifacts/native/faults
  mkdir -p "$tree"
  (
    flock 9
    cmake -S tests/faults -B "$tree" -DCMAKE_BUILD_TYPE=Release >"$tree/build.log" 2>&1 &&
      cmake --build "$tree" >>"$tree/build.log" 2>&1
  ) 9>"$tree/lock" || {
    cat "$tree/build.log" >&2
    exit 69
  }
  preload=$PWD/$tree/libfault_preload.so
}

end_early() {
  # shellcheck disable=SC2046 # one word a process
  kill $(jobs -p) 2>/dev/null && wait
  [ -n "$kept_work" ] || rm -rf "$work"
}

# now: seconds with microseconds, whatever the locale.
now() {
  local time=$EPOCHREALTIME
  printf '%s' "${time/,/.}"
}

# calculate EXPRESSION: with decimals.
calculate() { awk "BEGIN { printf \"%.4f\", ($1) }"; }

# draw LIMIT: sets `drawn` to a number from 0 to LIMIT - 1; each case has its own sequence, from the seed.
draw() { drawn=$(((RANDOM * 32768 + RANDOM) % $1)); }

# open_case NAME: a fresh folder and the case's own random numbers.
open_case() {
  name=$1
  folder=$work/cases/${name//[:+\/]/_}
  rm -rf "$folder"
  mkdir "$folder"
  sessions=0
  local sum
  sum=$(cksum <<<"$seed $name")
  RANDOM=$((${sum%% *} % 32768))
}

# launch FAULT [ARGUMENT...]: starts a session in the background, of `predict` or, where the case sets `parts` to
# their folders, of `merge`; sets `process` and `started`.
# FAULT is what VNP_FAULT names, or nothing. A script's background processes ignore SIGINT, and so would the
# program; `env` gives it the signals of a terminal. And they read nothing, unless told to. A killed .NET program
# would leave its sockets for debuggers in the temporary folder.
launch() {
  local fault=$1 command
  shift
  if [ -n "${parts[*]-}" ]; then
    command=(merge "${parts[@]}" -o "$folder/out")
  else
    command=(
      predict "${source:-$input}" -o "$folder/out" --models "$work/models" -t 1
      --dnabert-batch-size 8192 --esm-batch-size 8192 --shard-chunks "$shard_chunks"
    )
  fi
  sessions=$((sessions + 1))
  started=$(now)
  env --default-signal=INT,TERM DOTNET_EnableDiagnostics=0 LD_PRELOAD="$preload" VNP_FAULT_ROOT="$folder/out" \
    VNP_FAULT_LOG="$folder/operations.$sessions" ${fault:+VNP_FAULT="$fault"} \
    "$program" "${command[@]}" --no-progress "$@" <&0 >"$folder/output.$sessions" 2>"$folder/errors.$sessions" &
  process=$!
}

# finish: waits for the session; sets `status` (137 when killed, "hung" when it had to be), `ended` and `seconds`.
finish() {
  local guard
  (
    nap=
    trap '[ -z "$nap" ] || kill "$nap"; exit' TERM
    sleep "$patience" >/dev/null 2>&1 &
    nap=$!
    wait "$nap"
    : >"$folder/hung"
    kill -KILL "$process"
  ) &
  guard=$!
  status=0
  wait "$process" 2>/dev/null || status=$?
  ended=$(now)
  process=
  seconds=$(calculate "$ended - $started")
  kill "$guard" 2>/dev/null || true
  wait "$guard" 2>/dev/null || true
  [ ! -e "$folder/hung" ] || status=hung
}

# session FAULT [ARGUMENT...]: one session from start to end.
session() {
  launch "$@"
  finish
}

# signal_at SECONDS SIGNAL: sends it to the session after that time, if it has not ended before; sets `sent`.
signal_at() {
  sleep "$1"
  sent=$(now)
  kill -s "$2" "$process" 2>/dev/null || true
}

# message: the last session's errors on one line, without what differs between cases.
message() {
  sed -e '/^warning: /d' -e "s|$folder|DIR|g" -e "s|$work|WORK|g" "$folder/errors.$sessions" | paste -sd ' ' | cut -c 1-300
}

# make_reference NAME [ARGUMENT...]: an undisturbed run, with which results are compared.
make_reference() {
  open_case "$1"
  session '' "${@:2}"
  [ "$status" = 0 ] || {
    echo "$0: the undisturbed run failed with exit code $status: $(message)" >&2
    kept_work=true
    exit 1
  }
  rm -rf "${work:?}/$1"
  mv "$folder" "$work/$1"
}

# operations REFERENCE: how many numbered operations its run made.
operations() { wc -l <"$work/$1/operations.1"; }

# choose_operations COUNT: sets `every` where no option did: all operations, in the short form about so many.
choose_operations() {
  if [ -z "$every" ]; then
    every=1
    if [ "$short" = true ]; then every=$(($(operations plain) / $1)); fi
  fi
}

# compare REFERENCE: sets `difference` to what the case's results lack or have beside the reference's, or to
# nothing. The state, the log, the report and the summary hold times; all other files must be equal to the
# byte. Of the state, no session may have computed a shard that another one had committed (needs the command
# sqlite3).
compare() {
  difference=$(
    diff <(ls -A "$work/$1/out") <(ls -A "$folder/out") | sed -n -e 's/^< /missing: /p' -e 's/^> /left over: /p' | paste -sd ' '
    for file in "$work/$1/out"/*; do
      case ${file##*/} in run.db | virnucpro.log | report.html | summary.json) continue ;; esac
      cmp -s "$file" "$folder/out/${file##*/}" || echo "differs: ${file##*/}"
    done
    if command -v sqlite3 >/dev/null; then
      shards=$(sqlite3 "$folder/out/run.db" 'PRAGMA integrity_check; SELECT count(*) FROM shard; SELECT sum(shards) FROM session' 2>&1 | paste -sd ' ')
      [ "$shards" = "ok $all_shards $all_shards" ] || echo "state: $shards instead of ok $all_shards $all_shards"
    fi
  )
  difference=$(paste -sd ' ' <<<"$difference")
}

# redone: how many shards the sessions of the case computed more than once, as the log tells; one that was
# stopped in its first encoder is not seen.
redone() {
  awk '
    / Shard [0-9]+, DNABERT-S / { sub(/.* Shard /, ""); count[$1 + 0]++ }
    END { for (shard in count) redone += count[shard] - 1; print redone + 0 }' "$folder/out/virnucpro.log" 2>/dev/null || echo 0
}

# record VERDICT [FIELD...]: ends the case; "ok", or what is wrong. The folder of a case that is wrong is kept.
record() {
  local verdict=$1 IFS=$'\t'
  shift
  printf '%s\t%s\t%s\n' "$name" "$verdict" "$*" >>"$results"
  if [ "$verdict" = ok ]; then
    rm -rf "$folder"
  else
    printf '%s: MISMATCH: %s\n  kept in %s; again: %s --case %s --work %s\n' \
      "$name" "$verdict" "$folder" "$again" "$name" "$work" >&2
  fi
}

# end_case_early: leaves no process and no file system behind.
end_case_early() {
  [ -z "$process" ] || kill -KILL "$process" 2>/dev/null || true
  local place
  for place in "$folder/disk" "$folder/out"; do
    if mountpoint -q "$place"; then umount -l "$place"; fi
  done
}

# run_cases FUNCTION: reads names of cases, and calls the function with each, some at once.
run_cases() {
  local case_name
  while read -r case_name; do
    [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" $case_name "* ]] || continue
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    begun=$((begun + 1))
    (
      process=
      trap end_case_early EXIT
      trap 'exit 143' TERM
      open_case "$case_name"
      "$1" "$case_name"
    ) </dev/null &
  done
  wait
}

# conclude FIGURES: the last line, and the exit code.
conclude() {
  local wrong cases
  wrong=$(awk -F '\t' '$2 != "ok"' "$results" | wc -l)
  # A case that broke down has no line of its own.
  cases=$begun
  wrong=$((wrong + cases - $(cut -f 1 "$results" | grep -v -x strace | sort -u | wc -l)))
  [ "$wrong" = 0 ] || kept_work=true
  printf '%s: %d cases, %s%d mismatches\n' "$(basename "$0" .sh)" "$cases" "$1" "$wrong"
  [ "$wrong" = 0 ] && [ "$cases" -gt 0 ]
}
