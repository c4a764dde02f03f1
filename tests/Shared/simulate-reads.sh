#!/usr/bin/env bash
# Simulated reads of 500 bp from the lambda genome, with 1 % substitutions, as FASTA on standard output;
# the same ones every time.
# Usage: tests/Shared/simulate-reads.sh READS
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

awk -v reads="$1" '
  !/^>/ { genome = genome $0 }
  END {
    srand(20261124)
    split("A C G T", base, " ")
    for (n = 1; n <= reads; n++) {
      read = substr(genome, 1 + int(rand() * (length(genome) - 500)), 500)
      for (k = 0; k < 5; k++) {
        at = 1 + int(rand() * 500)
        read = substr(read, 1, at - 1) base[1 + int(rand() * 4)] substr(read, at + 1)
      }
      print ">read_" n "\n" read
    }
  }' examples/lambda_phage.fasta
