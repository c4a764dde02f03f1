#!/usr/bin/env bash
# Lets the disk fail under `predict`: ENOSPC, EIO and EDQUOT at every operation that changes a file, for one
# operation or for all from it on; a small real file system that fills up; folders that can't be written.
# Each must end with exit code 74 and one clear line, or with 0 and complete results where what failed does
# not matter; what is resumed after that must give the files of a run that nothing disturbed, to the byte.
# Then the input: cut, changed, out of a broken gzip pipe, and a gzip file, whole and cut.
# `disk-test.sh --help` lists the options. Exit code 1 where a case is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/faults/harness.sh
. tests/faults/harness.sh

# --random is without meaning here.
randoms=0 short_randoms=0

# is_harmless OPERATION PATH: whether a run may end well although this failed.
is_harmless() {
  case "$1 $2" in
    *' virnucpro.log') true ;;       # the log is for people; results don't depend on it
    'fsync .') true ;;               # SQLite does not ask whether the folder is safely on the disk
    'fsync run.db-journal with nothing to undo') true ;; # before the first page, and when it is closed
    'unlink run.db-journal') true ;; # at the very end, when it says that there is nothing to undo
    *) false ;;
  esac
}

# fail_in_one_line: adds to `wrong` what is not as it should be in a session that ended with 74.
fail_in_one_line() {
  [[ "$(complaints)" =~ ^error:\ [^$'\n']+$ ]] || wrong+=("not one line: $(message);")
  grep -q -F "$folder/" "$folder/errors.$sessions" || wrong+=("names no file: $(message);")
}

# complaints: what the last session said, beside that it could not write its log.
complaints() { grep -v '^warning: The log ' "$folder/errors.$sessions" || true; }

# resume_well: the disk is well again.
resume_well() {
  session '' -q --resume
  [ "$status" = 0 ] || wrong+=("resuming: exit code $status: $(message);")
  compare plain
  [ -z "$difference" ] || wrong+=("resumed: $difference;")
}

# fault_case NAME: NAME is what VNP_FAULT names.
fault_case() {
  local wrong=() first_status first_message failed operation path
  session "$1" -q
  first_status=$status first_message=$(message)
  # A journal whose header is zeroed, safely on the disk, undoes nothing; nor does one of an empty file.
  failed=$(awk -F '\t' '
    $2 == "pwrite" && $3 ~ /^run\.db(-journal)?$/ { zeroed = $4 == 28; safe = 0 }
    $2 == "pwrite" && $3 == "run.db" { begun = 1 }
    $5 != "done" { print $2 " " $3 ($3 == "run.db-journal" && $2 == "fsync" && (safe || !begun) ? " with nothing to undo" : "") }
    $2 == "fsync" && $3 == "run.db-journal" && $5 == "done" { safe = zeroed }' "$folder/operations.1")
  if [ -z "$failed" ]; then
    [ "$status" = 0 ] || wrong+=("exit code $status without a fault: $first_message;")
    compare plain
    [ -z "$difference" ] || wrong+=("$difference;")
    record "${wrong[*]:-ok}" "$first_status" '(not reached)' ''
    return
  fi
  case "$status" in
    0)
      while read -r operation path; do
        is_harmless "$operation" "$path" || wrong+=("ended with 0 although '$operation $path' failed;")
      done < <(sort -u <<<"$failed")
      [ -z "$(complaints)" ] || wrong+=("ended with 0, but said: $first_message;")
      compare plain
      case "$difference" in
        '' | 'missing: virnucpro.log' | 'left over: run.db-journal') ;;
        *) wrong+=("$difference;") ;;
      esac
      ;;
    74) fail_in_one_line ;;
    *) wrong+=("exit code $status: $first_message;") ;;
  esac
  resume_well
  record "${wrong[*]:-ok}" "$first_status" "$(head -1 <<<"$failed")" "$first_message"
}

names() {
  awk -F '\t' -v every="$every" '
    $1 % every == 0 {
      print $1 "+:ENOSPC"
      print $1 ":EIO"
      print $1 "+:EIO"
      if ($1 % (10 * every) == 0) print $1 "+:EDQUOT"
      if ($1 % (5 * every) == 0 && $4 > 1) print $1 "+:ENOSPC/half"
    }
    $1 % every != 0 && $2 == "fsync" && $3 == "prediction_results.txt.tmp" { print $1 ":EIO" }' "$work/plain/operations.1"
}

# tmpfs_case NAME: NAME is tmpfs:KIBIBYTES, a file system of that size.
tmpfs_case() {
  local wrong=() first_status first_message
  mkdir "$folder/disk"
  mount -t tmpfs -o size="${1#*:}k" tmpfs "$folder/disk"
  mkdir "$folder/disk/out"
  ln -s disk/out "$folder/out"
  session '' -q
  first_status=$status first_message=$(message)
  case "$status" in
    74) fail_in_one_line ;;
    0) ;;
    *) wrong+=("exit code $status: $first_message;") ;;
  esac
  mount -o remount,size=64m "$folder/disk"
  resume_well
  umount "$folder/disk"
  record "${wrong[*]:-ok}" "$first_status" 'full tmpfs' "$first_message"
}

# readonly_case NAME: a folder that can't be written, new or with an interrupted run in it.
readonly_case() {
  local wrong=() first_status first_message
  case "$1" in
    *:resumed) session "$half_way:kill-before" -q ;;
  esac
  case "$1" in
    readonly-mount:*)
      mkdir -p "$folder/out"
      mount --bind "$folder/out" "$folder/out"
      mount -o remount,bind,ro "$folder/out"
      session '' -q --resume
      umount "$folder/out"
      ;;
    EROFS:*) session 1+:EROFS -q --resume ;;
    EACCES:*) session 1+:EACCES -q --resume ;;
  esac
  first_status=$status first_message=$(message)
  case "$status" in
    74) fail_in_one_line ;;
    *) wrong+=("exit code $status: $first_message;") ;;
  esac
  resume_well
  record "${wrong[*]:-ok}" "$first_status" 'folder that cannot be written' "$first_message"
}

# resume_refused PATTERN: resumes with the input in `source`, which must be refused for that reason.
resume_refused() {
  session '' -q --resume
  case "$status" in
    3 | 65) grep -q -E "$1" "$folder/errors.$sessions" || wrong+=("does not say '$1': $(message);") ;;
    *) wrong+=("exit code $status: $(message);") ;;
  esac
}

# input_case NAME: the input is not what it was, or ends early.
input_case() {
  local wrong=() first_status first_message source=$folder/input.fa
  cp "$input" "$source"
  case "$1" in
    input:*) session "$half_way:kill-before" -q ;;
  esac
  case "$1" in
    input:shortened-in-record)
      head -c "$(grep -b -m 1 -F -x '>read_12' "$input" | awk -F : '{ print $1 + 200 }')" "$input" >"$source"
      resume_refused 'read_1[12]'
      ;;
    input:shortened-between-records)
      awk '$0 == ">read_12" { exit } { print }' "$input" >"$source"
      resume_refused 'read_1[12]'
      ;;
    input:base-changed)
      awk 'seen { sub(/.$/, /A$/ ? "C" : "A"); seen = 0 } { print } $0 == ">read_12" { seen = 1 }' "$input" >"$source"
      resume_refused 'read_12'
      ;;
    input:renamed)
      sed 's/^>read_12$/>other_12/' "$input" >"$source"
      resume_refused '_12'
      ;;
    input:record-removed)
      awk '/^>/ { keep = $0 != ">read_12" } keep { print }' "$input" >"$source"
      resume_refused 'read_1[23]'
      ;;
    input:emptied)
      : >"$source"
      resume_refused 'input.fa'
      ;;
    input:longer)
      # What is appended lies behind the shards that are done: a run that has not finished takes it.
      cat "$input" >>"$source"
      session '' -q --resume
      [ "$status" = 0 ] || wrong+=("exit code $status: $(message);")
      ;;
    gzip:broken-tail)
      # What reads a pipe can't tell a cut stream from a short one: zcat says it, and the shell with pipefail.
      gzip -c "$input" | head -c 6000 >"$folder/broken.gz"
      mkfifo "$folder/pipe"
      zcat "$folder/broken.gz" >"$folder/pipe" 2>"$folder/zcat.errors" &
      session_from_pipe
      [ "$status" = 0 ] || [ "$status" = 65 ] || wrong+=("exit code $status: $(message);")
      grep -q 'unexpected end of file' "$folder/zcat.errors" || wrong+=('zcat did not complain;')
      ;;
    gzip:whole-after-broken-tail)
      gzip -c "$input" | head -c 6000 >"$folder/broken.gz"
      mkfifo "$folder/pipe"
      zcat "$folder/broken.gz" >"$folder/pipe" 2>/dev/null &
      session_from_pipe
      cat "$input" >"$folder/pipe" &
      session_from_pipe
      [ "$status" = 3 ] && grep -q 'record [0-9]' "$folder/errors.$sessions" || wrong+=("exit code $status: $(message);")
      ;;
    gzip:file)
      gzip -c "$input" >"$source"
      session '' -q
      [ "$status" = 0 ] || wrong+=("exit code $status: $(message);")
      ;;
    gzip:cut-file)
      gzip -c "$input" | head -c 6000 >"$source"
      session '' -q
      [ "$status" = 65 ] && grep -q 'cut' "$folder/errors.$sessions" || wrong+=("exit code $status: $(message);")
      gzip -c "$input" >"$source"
      session '' -q --resume
      [ "$status" = 0 ] || wrong+=("exit code $status: $(message);")
      ;;
    pipe:killed-then-resumed)
      mkfifo "$folder/pipe"
      cat "$input" >"$folder/pipe" 2>/dev/null &
      session_from_pipe "$half_way:kill-before"
      [ "$status" = 137 ] || wrong+=("was not killed: $status;")
      cat "$input" >"$folder/pipe" &
      session_from_pipe
      [ "$status" = 0 ] || wrong+=("exit code $status: $(message);")
      ;;
  esac
  first_status=$status first_message=$(message)
  case "$1" in
    pipe:* | gzip:*file) compare plain ;;
    input:longer | gzip:*) ;; # another result, or none
    *)
      cp "$input" "$source"
      resume_well
      ;;
  esac
  record "${wrong[*]:-ok}" "$first_status" "$1" "$first_message"
}

session_from_pipe() {
  source=- session "${1:-}" -q --resume <"$folder/pipe"
}

begin "$@"
make_reference plain -q
printf 'undisturbed: %s operations\n' "$(operations plain)"
# The operation in the middle: some shards are done there.
half_way=$(($(operations plain) / 2))
choose_operations 2
run_cases fault_case < <(names)

# In the short form some of each.
if [ "$short" = true ]; then
  sizes=(32) mounts=(resumed) injected=(EROFS:new)
  inputs=(input:shortened-in-record input:base-changed gzip:whole-after-broken-tail gzip:cut-file pipe:killed-then-resumed)
else
  sizes=({4..128..4}) mounts=(new resumed) injected=({EROFS,EACCES}:{new,resumed})
  inputs=(input:{shortened-in-record,shortened-between-records,base-changed,renamed,record-removed,emptied,longer}
    gzip:{broken-tail,whole-after-broken-tail,file,cut-file} pipe:killed-then-resumed)
fi
if mkdir -p "$work/mount" && mount -t tmpfs -o size=64k tmpfs "$work/mount" 2>/dev/null; then
  umount "$work/mount"
  run_cases tmpfs_case < <(printf 'tmpfs:%s\n' "${sizes[@]}")
  run_cases readonly_case < <(printf 'readonly-mount:%s\n' "${mounts[@]}")
else
  echo 'mounting is not permitted: no small file system, no read-only one'
fi
run_cases readonly_case < <(printf '%s\n' "${injected[@]}")
run_cases input_case < <(printf '%s\n' "${inputs[@]}")

echo
printf '%-12s %-44s %9s %6s %11s\n' fault 'operation that failed first' 'exit code' cases mismatches
awk -F '\t' '
  {
    fault = $1
    if (sub(/^[0-9]+\+:/, "", fault)) fault = fault "+"
    sub(/^[0-9]+:/, "", fault)
    sub(/:.*/, "", fault)
    row = sprintf("%-12s %-44s %9s", fault, $4, $3)
    count[row]++
    wrong[row] += $2 != "ok"
  }
  END { for (row in count) printf "%s %6d %11d\n", row, count[row], wrong[row] }' "$results" | sort
echo
echo 'Messages, with the number of sessions that ended with each:'
awk -F '\t' '{ print $3 "  " ($5 == "" ? "(none)" : $5) }' "$results" | sort | uniq -c | sort -rn
conclude ""
