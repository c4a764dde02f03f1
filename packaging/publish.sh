#!/usr/bin/env bash
# Makes the release: a tarball with the program, the shim, libtorch for the CPU and all licences, and a small one without libtorch.
# Equal sources and tools make equal files, wherever and whenever: paths, times, users and the order of files do not get into them.
# Called by './build.sh publish', which has built the shim.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)
name=virnucpro-$version
work=artifacts/publish/$name
epoch=$(git log -1 --format=%ct 2>/dev/null || echo 0)

rm -rf artifacts/publish
mkdir -p "$work"
dotnet publish src/VirNucPro.Cli -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true -p:PublishReadyToRun=true \
  -p:ContinuousIntegrationBuild=true "-p:PathMap=$PWD=/virnucpro" -p:DebugType=none -o "$work" --nologo -v quiet
rm -f "$work"/*.xml
strip --strip-unneeded "$work/libvirnucpro.so"
cp LICENSE README.md "$work"
mkdir "$work/completion"
for shell in bash zsh fish; do "$work/virnucpro" completion "$shell" >"$work/completion/virnucpro.$shell"; done

# The oldest system that this must run on is Ubuntu 22.04: glibc 2.35, libstdc++ of GCC 12.
newest() {
  find "$work" -type f \( -name '*.so' -o -name '*.so.*' -o -name virnucpro \) -exec objdump -T {} + 2>/dev/null |
    grep -oE "\b$1_[0-9.]+" | sort -V | tail -n 1
}
for limit in GLIBC_2.35 GLIBCXX_3.4.30; do
  found=$(newest "${limit%%_*}")
  [ "$(printf '%s\n%s\n' "$found" "$limit" | sort -V | tail -n 1)" = "$limit" ] || {
    echo "publish.sh: something needs $found, and the oldest system has $limit" >&2
    exit 1
  }
done

# pack FILE: a tarball of the release's folder, after telling in it what it is made of.
pack() {
  dotnet run packaging/DescribeParts.cs -- artifacts/obj/VirNucPro.Cli/project.assets.json "$work" "$version"
  dotnet run packaging/CheckParts.cs -- "$work"
  find "$work" -exec chmod u=rwX,go=rX {} +
  tar --create --directory artifacts/publish --sort=name "--mtime=@$epoch" --owner=0 --group=0 --numeric-owner --format=posix \
    --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime "$name" |
    zstd --quiet -10 --force -o "artifacts/publish/$1"
}
mv "$work/libtorch" artifacts/publish
pack "$name-linux-x64-small.tar.zst"
mv artifacts/publish/libtorch "$work"
pack "$name-linux-x64.tar.zst"
(cd artifacts/publish && sha256sum ./*.tar.zst | tee SHA256SUMS)
