#!/usr/bin/env bash
# Runs a release in the bare root of another system: no .NET, no network, a user without rights, nothing to write to but one folder and /tmp.
#   debootstrap --variant=minbase --include=libssl3 bookworm ROOT && packaging/check.sh ROOT [TARBALL]        (as root)
# Ends with a line for each command that was run; the first failure ends it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

root=${1:?usage: packaging/check.sh ROOT [TARBALL]}
tarball=${2:-$(echo artifacts/publish/virnucpro-*-linux-x64.tar.zst)}
[ -f "$tarball" ] || {
  echo "check.sh: run ./build.sh publish first" >&2
  exit 69
}
tmp=$(mktemp -d)
cleanup() {
  if mountpoint -q "$tmp/root"; then umount -R "$tmp/root"; fi
  rm -rf "$tmp"
}
trap cleanup EXIT

# The system's root, read-only, with the release and a folder to work in.
mkdir "$tmp/root" "$tmp/release" "$tmp/data"
tar --extract --zstd --file "$tarball" --directory "$tmp/release" --strip-components=1
cp examples/lambda_phage.fasta "$tmp/data"
chown -R 1000:1000 "$tmp/data"
mount --bind "$root" "$tmp/root"
mkdir -p "$root/opt/virnucpro" "$root/data"
mount -o remount,bind,ro "$tmp/root"
mount --bind "$tmp/release" "$tmp/root/opt/virnucpro"
mount -o remount,bind,ro "$tmp/root/opt/virnucpro"
mount --bind "$tmp/data" "$tmp/root/data"
mount -t proc proc "$tmp/root/proc"
mount -t tmpfs -o mode=1777 tmpfs "$tmp/root/tmp"

run() {
  echo "virnucpro $*"
  unshare --net chroot --userspec=1000:1000 "$tmp/root" /usr/bin/env -i HOME=/nowhere PATH=/opt/virnucpro:/usr/bin:/bin \
    sh -c 'cd /data && "$@"' sh virnucpro "$@" >"$tmp/out" 2>&1 || {
    cat "$tmp/out" >&2
    exit 1
  }
}
grep PRETTY_NAME "$root/etc/os-release"
run --version
run devices
run models demo -o models
run models verify models
run validate lambda_phage.fasta
run predict lambda_phage.fasta --models models -o results -k
run checkpoint verify results
run contigs results/prediction_results_highestscore.csv --min-chunks 10 -o strict.tsv
run plot results -o scores.png
run predict lambda_phage.fasta --models models --shard 1/2 -o part1
run predict lambda_phage.fasta --models models --shard 2/2 -o part2
run merge part1 part2 -o merged
cmp "$tmp/data/results/prediction_results.txt" "$tmp/data/merged/prediction_results.txt"
run embed --encoder dnabert-s --models models lambda_phage.fasta -o lambda.npy
run bench --shape esm2-8m --layers 2
run config init -o lab.yaml
echo "All of it runs."
