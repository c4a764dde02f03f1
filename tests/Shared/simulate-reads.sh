#!/usr/bin/env bash
# Simulated reads of the lambda genome, 500 bp or LENGTH (a multiple of 100), with 1 % substitutions, as FASTA on
# standard output; the same ones every time.
# Usage: tests/Shared/simulate-reads.sh READS [LENGTH]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

awk -v reads="$1" -v bases="${2:-500}" '
  !/^>/ { genome = genome $0 }
  END {
    srand(20261124)
    split("A C G T", base, " ")
    for (n = 1; n <= reads; n++) {
      read = substr(genome, 1 + int(rand() * (length(genome) - bases)), bases)
      for (k = 0; k < bases / 100; k++) {
        at = 1 + int(rand() * bases)
        read = substr(read, 1, at - 1) base[1 + int(rand() * 4)] substr(read, at + 1)
      }
      print ">read_" n "\n" read
    }
  }' examples/lambda_phage.fasta
