#!/usr/bin/env bash
# Tells Snakemake how a job is: running, success or failed. A job that was requeued is one that still runs. Needs no accounting.
state=$(squeue --noheader --jobs "$1" --states all --format %T 2>/dev/null)
[ -n "$state" ] || state=$(scontrol show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
case "$state" in
  COMPLETED) echo success ;;
  PENDING | CONFIGURING | RUNNING | SUSPENDED | COMPLETING | REQUEUED | REQUEUE_HOLD | RESIZING | SIGNALING | STAGE_OUT | STOPPED | PREEMPTED)
    echo running
    ;;
  *) echo failed ;;
esac
