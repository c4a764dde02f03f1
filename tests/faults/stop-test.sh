#!/usr/bin/env bash
# Stops `predict` with SIGTERM and SIGINT at random instants: it must end within 10 s with 143 or 130 (or
# have finished), leave no temporary files and say how to go on; a second signal must end it at once. What is
# resumed after that must give the files of a run that nobody disturbed, to the byte. A signal behind the last
# message must change nothing.
# `stop-test.sh --help` lists the options. Exit code 1 where a case is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/faults/harness.sh
. tests/faults/harness.sh

# Of each of SIGTERM, SIGINT, the two with a second signal behind it, and the two behind the last message.
randoms=60 short_randoms=3

# Seconds from the first signal, and from the second one, to the exit; a busy machine takes its time to end a process.
readonly longest_stop=10 longest_second_stop=3

# stop_case NAME: NAME is SIGNAL:NUMBER, or SIGNAL+SIGNAL:NUMBER with a second one, or end+SIGNAL:NUMBER.
stop_case() {
  if [[ $1 == end+* ]]; then
    late_case "$1"
    return
  fi
  local signal=${1%%[+:]*} number=${1##*:} second='' first_status stop_seconds code=130 longest=$longest_stop
  if [[ $1 == *+* ]]; then second=$signal longest=$longest_second_stop; fi
  if [ "$signal" = TERM ]; then code=143; fi
  # A share of the run's time for each case, and a random instant in it.
  draw 1000
  launch ''
  signal_at "$(calculate "$(cat "$work/plain/seconds") * ($number - 1 + $drawn / 1000) / $randoms")" "$signal"
  if [ -n "$second" ]; then
    draw 100
    signal_at "$(calculate "$drawn / 1000")" "$second"
  fi
  finish
  first_status=$status
  stop_seconds=$(calculate "$ended - $sent")

  local wrong=()
  if [ "$status" = 0 ]; then
    compare plain
    [ -z "$difference" ] || wrong+=("ended with 0, but $difference;")
  else
    [ "$status" = "$code" ] || wrong+=("exit code $status: $(message);")
    awk "BEGIN { exit !($stop_seconds < $longest) }" || wrong+=("stopped after $stop_seconds s;")
    if [ -z "$second" ] && [ -e "$folder/out/run.db" ]; then
      grep -q -e --resume "$folder/errors.1" || wrong+=("does not say how to resume: $(message);")
      if compgen -G "$folder/out/*.tmp" >/dev/null || [ -e "$folder/out/run.db-journal" ]; then
        wrong+=("left $(cd "$folder/out" && echo *);")
      fi
    fi
    session '' --resume -q
    [ "$status" = 0 ] || wrong+=("resuming: exit code $status: $(message);")
    compare plain
    [ -z "$difference" ] || wrong+=("resumed: $difference;")
  fi
  record "${wrong[*]:-ok}" "$first_status" "$stop_seconds" "$(redone)"
}

# late_case NAME: NAME is end+SIGNAL:NUMBER; the signal comes at a random instant while the finished process ends.
late_case() {
  local signal=${1#end+} wrong=()
  signal=${signal%%:*}
  launch ''
  until grep -q 'demo models' "$folder/errors.1" || ! kill -0 "$process" 2>/dev/null; do sleep 0.002; done
  draw 100
  signal_at "$(calculate "$drawn / 1000")" "$signal"
  finish
  compare plain
  [ "$status" = 0 ] || wrong+=("exit code $status after $(tail -n 1 "$folder/errors.1");")
  [ -z "$difference" ] || wrong+=("$difference;")
  record "${wrong[*]:-ok}" "$status" "$(calculate "$ended - $sent")" "$(redone)"
}

begin "$@"
make_reference plain -q
open_case timing
session '' -q
echo "$seconds" >"$work/plain/seconds"
rm -rf "$folder"
printf 'undisturbed: %s s\n' "$seconds"
run_cases stop_case < <(
  for ((n = 1; n <= randoms; n++)); do printf "%s:$n\n" TERM INT TERM+TERM INT+INT end+TERM end+INT; done
)

echo
sort -t $'\t' -k 4,4g "$results" | awk -F '\t' '
  {
    signals = $1
    sub(/:.*/, "", signals)
    row = sprintf("%-12s %9s", signals, $3)
    if (!(row in count)) order[++rows] = row
    count[row]++
    seconds[row, count[row]] = $4
    redone[row] += $5
    wrong[row] += $2 != "ok"
  }
  END {
    printf "%-12s %9s %6s %12s %12s %13s %11s\n", "signals", "exit code", "cases", "median s", "longest s", "shards redone", "mismatches"
    for (r = 1; r <= rows; r++) {
      row = order[r]
      n = count[row]
      printf "%s %6d %12.3f %12.3f %13d %11d\n", row, n, seconds[row, int((n + 1) / 2)], seconds[row, n], redone[row], wrong[row]
    }
  }' | { IFS= read -r heading && echo "$heading" && sort; }
conclude ""
