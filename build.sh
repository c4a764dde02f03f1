#!/usr/bin/env bash
# Builds, tests and demonstrates virnucpro. Without a verb it prints the verbs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly program=artifacts/bin/virnucpro
readonly program_directory=artifacts/bin/VirNucPro.Cli/release
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  cat <<'TEXT'
Usage: ./build.sh VERB

  build      compile the native shim and the program; it runs as artifacts/bin/virnucpro
  test       build and run every test: managed, native, native under sanitizers, end to end
  demo       build, make demo models, and run them on the genome of phage lambda
  bindings   generate src/VirNucPro.Interop/Generated from native/include/virnucpro.h
             (bindings --check only compares and fails on a difference)
  publish    make the release: artifacts/publish/virnucpro-VERSION-linux-x64.tar.zst, which runs without .NET
  clean      remove artifacts/
TEXT
}

# need COMMAND PACKAGE: stops with the command that installs a missing tool.
need() {
  if ! command -v "$1" >/dev/null; then
    echo "build.sh: '$1' is missing. On Debian or Ubuntu: sudo apt-get install $2" >&2
    exit 69
  fi
}

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^1[0-9]\.'; then
    echo "build.sh: the .NET 10 SDK is missing. On Ubuntu: sudo apt-get install dotnet-sdk-10.0;" \
      "elsewhere see https://dotnet.microsoft.com/download" >&2
    exit 69
  fi
}

# configure DIRECTORY [OPTION...]: one CMake build tree of native/.
configure() {
  local generator=()
  if command -v ninja >/dev/null && [ ! -f "$1/CMakeCache.txt" ]; then generator=(-G Ninja); fi
  cmake -S native -B "$@" "${generator[@]}" >"$1.configure.log" || {
    cat "$1.configure.log" >&2
    exit 1
  }
}

build_shim() {
  need cmake cmake
  need g++ g++
  mkdir -p artifacts/native
  configure artifacts/native/release -DCMAKE_BUILD_TYPE=Release
  cmake --build artifacts/native/release --parallel
}

build_program() {
  need_dotnet
  build_shim
  dotnet build "${1:-src/VirNucPro.Cli}" -c Release --nologo -v minimal
  ln -sfn "${program_directory#artifacts/bin/}/virnucpro" "$program"
}

run_demo() {
  build_program
  "$program" models demo -o artifacts/demo/models --force
  "$program" predict examples/lambda_phage.fasta --models artifacts/demo/models \
    -o artifacts/demo/results --force
}

# Runs one native test program; its own lines go to the terminal and to the log of all suites.
run_native_tests() {
  "artifacts/native/$1/tests/virnucpro_tests" --gtest_brief=1 2>&1 | tee -a "$log" || failed=1
}

# Reads mutated files for a minute, which counts as one test; lines as of GoogleTest.
run_fuzzer() {
  local result=PASSED
  artifacts/bin/VirNucPro.Fuzz/release/VirNucPro.Fuzz --seconds 60 2>&1 | tee -a "$log" || result=FAILED
  [ "$result" = PASSED ] || failed=1
  echo "[  $result  ] 1 test: a minute of mutated files" | tee -a "$log"
}

run_tests() {
  if [ ! -f /usr/include/gtest/gtest.h ] && [ ! -f /usr/local/include/gtest/gtest.h ]; then
    echo "build.sh: GoogleTest is missing. On Debian or Ubuntu: sudo apt-get install libgtest-dev" >&2
    exit 69
  fi
  if ! command -v chromium chromium-browser google-chrome >/dev/null; then
    echo "build.sh: a browser is missing, for the tests of the report. On Debian or Ubuntu: sudo apt-get install chromium" >&2
    exit 69
  fi
  build_program VirNucPro.Native.sln
  local libtorch="$PWD/$program_directory/libtorch"
  configure artifacts/native/release -DVIRNUCPRO_BUILD_TESTS=ON
  configure artifacts/native/sanitized -DCMAKE_BUILD_TYPE=RelWithDebInfo -DVIRNUCPRO_BUILD_TESTS=ON \
    -DVIRNUCPRO_SANITIZE=ON
  cmake --build artifacts/native/release --parallel
  cmake --build artifacts/native/sanitized --parallel

  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  failed=0
  export VIRNUCPRO_LIBTORCH="$libtorch"
  run_native_tests release
  LSAN_OPTIONS="suppressions=$PWD/native/tests/lsan.supp" run_native_tests sanitized
  unset VIRNUCPRO_LIBTORCH
  dotnet test VirNucPro.Native.sln -c Release --no-build --nologo 2>&1 | tee -a "$log" || failed=1
  run_fuzzer

  # GoogleTest's "[  PASSED  ] 12 tests." and VSTest's "Failed: 0, Passed: 12, Skipped: 0".
  awk -v failed="$failed" '
    /^\[  PASSED  \] [0-9]+ test/ { passed += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { lost += $4 }
    /^\[  SKIPPED \] [0-9]+ test/ { skipped += $4 }
    /Failed: +[0-9]+, Passed: +[0-9]+, Skipped: +[0-9]+/ {
      gsub(/[:,]/, " ")
      for (i = 1; i < NF; i++) {
        if ($i == "Failed") lost += $(i + 1)
        if ($i == "Passed") passed += $(i + 1)
        if ($i == "Skipped") skipped += $(i + 1)
      }
    }
    END {
      # A suite that crashed reports no count of its own.
      if (failed && lost == 0) lost = 1
      printf "%d passed, %d failed, %d skipped\n", passed, lost, skipped
      exit lost > 0
    }' "$log"
}

run_bindings() {
  need castxml castxml
  need_dotnet
  dotnet run native/bindings/GenerateBindings.cs -- native/include/virnucpro.h \
    src/VirNucPro.Interop/Generated "$@"
}

run_publish() {
  need_dotnet
  need zstd zstd
  build_shim
  packaging/publish.sh
}

verb=${1:-}
[ $# -eq 0 ] || shift
case "$verb" in
  build) build_program ;;
  test) run_tests ;;
  demo) run_demo ;;
  bindings) run_bindings "$@" ;;
  publish) run_publish ;;
  clean) rm -rf artifacts ;;
  '' | help | -h | --help) usage ;;
  *)
    echo "build.sh: unknown verb '$verb'" >&2
    usage >&2
    exit 64
    ;;
esac
