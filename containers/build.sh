#!/usr/bin/env bash
# Builds the image from the archives of './build.sh publish', with buildah. See usage().
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat >&2 <<'TEXT'
Usage: containers/build.sh [OPTION...]

  --base IMAGE      base image (debian:12-slim); a folder with a root file system is imported first
  --libtorch DIR    put this libtorch in, for example one for CUDA, in place of the archive's for the CPU
  --models DIR      bake this models folder in at /models
  --isolation TYPE  buildah's isolation (oci); chroot works inside another container
  --tag NAME        name of the image (virnucpro:<version>)
TEXT
  exit 64
}

readonly version=$(sed -n 's/.*<VersionPrefix>\(.*\)<.*/\1/p' Directory.Build.props)
base=debian:12-slim libtorch='' models='' isolation=oci tag=virnucpro:$version
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case "$1" in
    --base) base=$2 ;;
    --libtorch) libtorch=$2 ;;
    --models) models=$2 ;;
    --isolation) isolation=$2 ;;
    --tag) tag=$2 ;;
    *) usage ;;
  esac
  shift 2
done

archive=artifacts/publish/virnucpro-$version-linux-x64${libtorch:+-small}.tar.zst
if [ ! -f "$archive" ]; then
  echo "containers/build.sh: $archive is missing; './build.sh publish' makes it" >&2
  exit 66
fi
context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
mkdir "$context/program" "$context/models"
zstd -q -d --long=27 -c "$archive" | tar -x -C "$context/program" --strip-components=1
[ -z "$libtorch" ] || cp -rL "$libtorch" "$context/program/libtorch"
[ -z "$models" ] || cp -rL "$models/." "$context/models"
cp containers/virnucpro_cli.py "$context"
# The image's user reads them, whatever the umask here.
chmod -R a+rX "$context"

if [ -d "$base" ]; then
  imported=$(buildah from scratch)
  buildah add -q "$imported" "$base" / >/dev/null
  base=$(buildah commit -q --rm "$imported")
fi
buildah build --isolation "$isolation" --timestamp "$(git log -1 --format=%ct)" --build-arg BASE="$base" \
  --build-arg VERSION="$version" --build-arg REVISION="$(git rev-parse HEAD)" \
  -f containers/Dockerfile -t "$tag" "$context"
