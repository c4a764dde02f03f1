namespace VirNucPro.Models.Tests.Fetch;

/// <summary>A clock whose waits are over at once, except for long ones, which end when a test says so.</summary>
internal sealed class SkippingTime : TimeProvider
{
    /// <summary>From here on a wait is a limit rather than a pause.</summary>
    public static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly HashSet<Timer> _limits = [];
    private readonly List<TimeSpan> _pauses = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The waits that were skipped.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock)
            {
                return [.. _pauses];
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends every long wait that is under way.</summary>
    public void ExpireLimits()
    {
        Timer[] expired;
        lock (_lock)
        {
            expired = [.. _limits];
            _limits.Clear();
        }

        Array.ForEach(expired, timer => timer.Fire());
    }

    private sealed class Timer(SkippingTime time, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var isPause = dueTime >= TimeSpan.Zero && dueTime < LongWait;
            lock (time._lock)
            {
                time._limits.Remove(this);
                if (dueTime >= LongWait)
                {
                    time._limits.Add(this);
                }
                else if (isPause)
                {
                    time._pauses.Add(dueTime);
                    time._now += dueTime;
                }
            }

            if (isPause)
            {
                Fire();
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._limits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
