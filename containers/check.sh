#!/usr/bin/env bash
# check.sh MODELS [IMAGE]: runs the image (virnucpro:<version>) as its user, with a root that can't be written to, without a
# network. Needs root, and a models folder such as 'virnucpro models demo' makes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly models=$(realpath "${1:?usage: containers/check.sh MODELS [IMAGE]}")
readonly tag=${2:-virnucpro:$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)}
work=$(mktemp -d)
container=$(buildah from "$tag")
image=$(buildah mount "$container")
cleanup() {
  buildah rm "$container" >/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
mkdir -p "$image/data" "$image/models" "$work/tmp"
cp examples/lambda_phage.fasta tests/fixtures/formats/lambda_paired_unmapped.bam "$work"
chown -R 1000:1000 "$work"

# inside COMMAND...: as uid 1000 in the image's root, of which only /data can be written to. The mounts end with it.
# The environment is the image's own.
mapfile -t environment < <(buildah inspect --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' "$container" | grep .)
inside() {
  unshare --mount --net --pid --fork sh -c '
    set -e
    image=$1 models=$2 work=$3
    shift 3
    mount --bind "$image" "$image"
    mount --bind "$models" "$image/models"
    mount -o remount,bind,ro "$image/models"
    mount --bind "$work" "$image/data"
    mount -t proc proc "$image/proc"
    mount -o remount,bind,ro "$image"
    cd "$image/data"
    exec chroot --userspec=1000:1000 "$image" "$@"
  ' sh "$image" "$models" "$work" /usr/bin/env -i "${environment[@]}" TMPDIR=/data/tmp HOME=/nowhere bash -c 'cd /data && exec "$@"' bash "$@"
}

# expect CODE COMMAND...
expect() {
  local code=0
  inside "${@:2}" >"$work/log" 2>&1 || code=$?
  if [ "$code" != "$1" ]; then
    cat "$work/log" >&2
    echo "check.sh: exit code $code instead of $1: ${*:2}" >&2
    exit 1
  fi
  echo "exit code $1: ${*:2}"
}

expect 0 bash -c '[ "$(id -u)" = 1000 ] && ! touch /opt/x && ps -p $$'
expect 0 bash -ec 'for x in gz bz2 zst; do tar -caf x.tar.$x lambda_phage.fasta; tar -df x.tar.$x; done'
expect 0 virnucpro --version
expect 0 virnucpro devices
expect 0 virnucpro predict lambda_phage.fasta -o results
expect 0 virnucpro plot results -o scores.png
expect 0 virnucpro checkpoint verify results
expect 0 /opt/virnucpro_cli.py lambda_paired_unmapped.bam reads.tsv --expected-length 300 --no-gpu
expect 0 test -s reads.tsv -a -s reads_highestscore.csv -a ! -e reads.run
expect 69 /opt/virnucpro_cli.py lambda_paired_unmapped.bam gpu.tsv --expected-length 300 --use-gpu
# Stopped as an engine stops a container: TERM to its first process, here the program, when it has something to lose.
for i in $(seq 40); do sed "s/>/>$i/" examples/lambda_phage.fasta; done >"$work/long.fasta"
inside virnucpro predict long.fasta -o long -q --shard-chunks 64 &
job=$!
until [ -s "$work/long/run.db" ]; do
  kill -0 "$job" || { echo "check.sh: the run ended before it was stopped" >&2; exit 1; }
  sleep 1
done
first=$job
while child=$(cat "/proc/$first/task/$first/children") && [ -n "$child" ]; do first=${child%% *}; done
kill -TERM "$first"
code=0
wait "$job" || code=$?
[ "$code" = 143 ] || { echo "check.sh: exit code $code instead of 143 after TERM" >&2; exit 1; }
echo "exit code 143: virnucpro predict, as the first process, after TERM"
echo "Image $tag: all of it works as uid 1000 with a read-only root."
