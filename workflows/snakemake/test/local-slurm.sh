#!/usr/bin/env bash
# A Slurm of two nodes with one CPU each on this machine, for tests: local-slurm.sh start|stop DIRECTORY. Needs root, slurm-wlm and munge
# (Debian). Everything but munge's key lies in DIRECTORY; use it with SLURM_CONF=DIRECTORY/slurm.conf.
set -euo pipefail

case "${1:-}" in
  start)
    mkdir -p "$2/state"
    directory=$(realpath "$2")
    cat >"$directory/slurm.conf" <<CONF
ClusterName=virnucpro-test
SlurmctldHost=localhost
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
StateSaveLocation=$directory/state
SlurmdSpoolDir=$directory/spool.%n
SlurmctldPidFile=$directory/slurmctld.pid
SlurmdPidFile=$directory/slurmd.%n.pid
SlurmctldLogFile=$directory/slurmctld.log
SlurmdLogFile=$directory/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
KillWait=20
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=localhost Port=16821 CPUs=1 RealMemory=4000
NodeName=n2 NodeHostname=localhost Port=16822 CPUs=1 RealMemory=4000
PartitionName=all Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
CONF
    if ! munge -n >/dev/null 2>&1; then
      mkdir -p /run/munge
      [ -f /etc/munge/munge.key ] || mungekey --create
      chown munge /run/munge /etc/munge/munge.key
      setpriv --reuid munge --regid munge --clear-groups munged
    fi
    export SLURM_CONF=$directory/slurm.conf
    slurmctld
    for node in n1 n2; do slurmd -N "$node"; done
    until [ "$(sinfo --noheader --Node --states idle | wc -l)" = 2 ]; do sleep 1; done
    ;;
  stop)
    for file in "$2"/*.pid; do
      [ -f "$file" ] || continue
      pid=$(cat "$file")
      kill "$pid" 2>/dev/null || continue
      while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
    done
    ;;
  *)
    sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 64
    ;;
esac
