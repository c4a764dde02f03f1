#!/usr/bin/env bash
# Not run, see meta.yaml. libtorch comes from conda's package, so the program goes in without the one from NuGet.
set -euo pipefail

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cmake -S native -B artifacts/native/release -G Ninja -DCMAKE_BUILD_TYPE=Release ${CMAKE_ARGS:-}
cmake --build artifacts/native/release
folder=$PREFIX/libexec/virnucpro
dotnet publish src/VirNucPro.Cli -c Release -r linux-x64 --self-contained -p:PublishSingleFile=true \
  -p:PublishReadyToRun=true -p:DebugType=none -o "$folder"
rm -rf "$folder/libtorch" "$folder"/*.xml

# conda's libtorch has its libraries in lib/ itself.
mkdir -p "$PREFIX/bin"
cat >"$PREFIX/bin/virnucpro" <<TEXT
#!/bin/sh
export VIRNUCPRO_LIBTORCH="\${VIRNUCPRO_LIBTORCH:-$PREFIX/lib}"
exec "$folder/virnucpro" "\$@"
TEXT
chmod +x "$PREFIX/bin/virnucpro"
