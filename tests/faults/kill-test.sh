#!/usr/bin/env bash
# Kills `predict` and `merge` with SIGKILL at every operation that changes a file, before it and half-way through
# each write, and at random instants; resumes, and kills some of the resumed runs too, until one completes. Its
# result files must equal those of a run that nobody disturbed, to the byte, and nothing else may be left.
# `kill-test.sh --help` lists the options. Exit code 1 where a case is wrong.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/faults/harness.sh
. tests/faults/harness.sh

randoms=220 short_randoms=8

# The most kills of one case; the session after it is left alone.
readonly most_kills=5

# Parts of the run that is merged.
readonly part_count=3

# kill_case NAME: NAME is REFERENCE:OPERATION:ACTION, random:NUMBER or random-merge:NUMBER.
kill_case() {
  local reference first action kills=0 resumes=0 arguments=() continued=(--resume) parts=() fault instant=
  IFS=: read -r reference first action <<<"$1"
  fault=$first:$action
  if [[ "$reference" = random* ]]; then
    case $reference:$((first % 4)) in
      random-merge:*) reference=merge ;;
      *:0) reference=keep ;;
      *) reference=plain ;;
    esac
    fault=
    draw 10000
    instant=$(calculate "$(cat "$work/$reference/seconds") * $drawn / 10000")
  fi
  case $reference in
    keep) arguments=(-k) continued+=(-k) ;;
    # The same command goes on with it.
    merge) parts=("$work"/parts/*) continued=() ;;
  esac
  while true; do
    launch "$fault" -q "${arguments[@]}"
    if [ -n "$instant" ]; then signal_at "$instant" KILL; fi
    finish
    [ "$status" = 137 ] || break
    kills=$((kills + 1))
    resumes=$((resumes + 1))
    fault='' instant=''
    draw 3
    if [ "$drawn" = 0 ] && [ "$kills" -lt "$most_kills" ]; then
      draw 2
      if [ "$drawn" = 0 ]; then
        draw 10000
        instant=$(calculate "$(cat "$work/$reference/seconds") * $drawn / 10000")
      else
        draw "$(operations "$reference")"
        fault=$((drawn + 1)):$([ $((drawn % 2)) = 0 ] && echo kill-before || echo kill-half)
      fi
    fi
    arguments=("${continued[@]}")
  done
  if [ "$status" != 0 ]; then
    record "exit code $status: $(message)" "$kills" "$resumes" "$(redone)"
    return
  fi
  compare "$reference"
  record "${difference:-ok}" "$kills" "$resumes" "$(redone)"
}

# names REFERENCE EVERY: every operation before, and each write half-way.
names() {
  awk -F '\t' -v reference="$1" -v every="$2" '
    $1 % every == 0 {
      print reference ":" $1 ":kill-before"
      if ($4 > 1) print reference ":" $1 ":kill-half"
    }' "$work/$1/operations.1"
}

# Whether the preloaded library sees what the kernel sees.
compare_with_strace() {
  local listed=$work/strace
  if ! strace -o "$listed" true 2>/dev/null; then
    echo "strace is missing or may not trace: not compared with the preloaded library"
    return
  fi
  open_case strace
  env LD_PRELOAD="$preload" VNP_FAULT_ROOT="$folder/out" VNP_FAULT_LOG="$folder/operations.1" \
    strace -f -y -o "$listed" -e 'trace=open,openat,openat2,creat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,truncate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,fallocate,sendfile,copy_file_range,msync,mmap' \
    "$program" predict "$input" -o "$folder/out" --models "$work/models" -t 1 --shard-chunks "$shard_chunks" \
    --no-progress -q -k
  # Mapped for writing, or opened for it without being made or cut, is no change yet.
  awk -v root="$folder/out" '
    / resumed>/ || index($0, root) == 0 { next }
    /open(at2?)?\(/ && !/O_CREAT|O_TRUNC/ { next }
    / mmap\(/ && !(/PROT_WRITE/ && /MAP_SHARED/) { next }
    {
      sub(/^[0-9]+ +/, "")
      call = substr($0, 1, index($0, "(") - 1)
      sub(/(at2?|64)$/, "", call)
      if (call == "unlink" && /AT_REMOVEDIR/) call = "rmdir"
      # A rename is listed with its second path.
      path = $0
      while ((at = index(path, root)) > 0) path = substr(path, at + length(root))
      sub(/[>"].*/, "", path)
      sub(/^\//, "", path)
      print call "\t" (path == "" ? "." : path)
    }' "$listed" >"$folder/kernel"
  cut -f 2,3 "$folder/operations.1" >"$folder/library"
  if diff "$folder/kernel" "$folder/library" >"$folder/difference"; then
    echo "strace and the preloaded library list the same $(wc -l <"$folder/library") operations in the same order"
    record ok 0 0 0
  else
    record "strace and the preloaded library differ, see $folder/difference" 0 0 0
  fi
}

begin "$@"
make_reference plain -q
make_reference keep -q -k
rm -rf "$work/parts"
mkdir "$work/parts"
for ((n = 1; n <= part_count; n++)); do
  make_reference "part$n" -q --shard "$n/$part_count"
  mv "$work/part$n/out" "$work/parts/$n"
  rm -r "$work/part$n"
done
parts=("$work"/parts/*)
make_reference merge -q
parts=()
# Once more, warm: the random instants are spread over this time.
for reference in plain keep merge; do
  open_case timing
  case $reference in
    plain) session '' -q ;;
    keep) session '' -q -k ;;
    merge) parts=("$work"/parts/*) && session '' -q && parts=() ;;
  esac
  echo "$seconds" >"$work/$reference/seconds"
done
rm -rf "$folder"
for reference in plain keep merge; do
  printf 'undisturbed (%s): %s operations in %s s\n' "$reference" "$(operations "$reference")" "$(cat "$work/$reference/seconds")"
done
for file in "$work"/plain/out/*; do
  case ${file##*/} in
    run.db | virnucpro.log | report.html | summary.json) ;;
    *) cmp "$file" "$work/merge/out/${file##*/}" ;;
  esac
done
if [ ${#only[@]} -eq 0 ]; then compare_with_strace; fi
choose_operations 3
run_cases kill_case < <(
  names plain "$every"
  names keep $((every * 4))
  names merge "$every"
  for ((n = 1; n <= randoms; n++)); do echo "random:$n"; done
  for ((n = 1; n <= randoms / 4; n++)); do echo "random-merge:$n"; done
)

echo
awk -F '\t' '
  $1 == "strace" { next }
  {
    split($1, part, ":")
    kind = part[1] ~ /^random/ ? "random instant" : part[3]
    if (part[1] == "keep") kind = kind " with -k"
    if (part[1] ~ /merge$/) kind = kind " of merge"
    if (!(kind in cases)) order[++kinds] = kind
    cases[kind]++
    killed[kind] += $3
    resumed[kind] += $4
    redone[kind] += $5
    if ($3 > 0 && $5 / $3 > most[kind]) most[kind] = $5 / $3
    wrong[kind] += $2 != "ok"
    untouched[kind] += $3 == 0
  }
  END {
    form = "%-24s %7s %7s %8s %8s %14s %12s %11s\n"
    printf form, "killed", "cases", "kills", "resumes", "too late", "redone a kill", "most", "mismatches"
    for (k = 1; k <= kinds; k++) {
      kind = order[k]
      printf form, kind, cases[kind], killed[kind], resumed[kind], untouched[kind],
        killed[kind] ? sprintf("%.2f", redone[kind] / killed[kind]) : "-", sprintf("%.1f", most[kind]), wrong[kind]
    }
  }' "$results"
conclude "$(awk -F '\t' '{ k += $3; r += $4; s += $5 } END { printf "%d kills, %d resumes, %d shards redone, ", k, r, s }' "$results")"
