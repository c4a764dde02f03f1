using VirNucPro.Models;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Shards;

public sealed class ShardLineTests : IDisposable
{
    private readonly RecordingLoggers _loggers = new();
    private readonly List<int> _finished = [];
    private readonly List<int> _written = [];

    [Fact]
    public void ShardsAreWrittenInOrderWhateverTheDevicesSpeed()
    {
        using var line = Line(preparerCount: 3, deviceCount: 2);
        using var slowMayGoOn = new ManualResetEventSlim();
        var fastDone = 0;

        line.Run(
            Source(50),
            _ => true,
            [
                Device("slow", (shard, done) =>
                {
                    slowMayGoOn.Wait();
                    done(shard);
                }),
                new("fast", (shards, done) =>
                {
                    foreach (var shard in shards)
                    {
                        done(shard);
                        if (++fastDone == 3)
                        {
                            slowMayGoOn.Set();
                        }
                    }

                    slowMayGoOn.Set();
                }),
            ],
            Finish,
            Write);

        Assert.Equal(Enumerable.Range(0, 50), _written);
        Assert.Equal(_written, _finished.Order());
    }

    [Fact]
    public void NoMoreShardsAreUnderWayThanTheWindowHolds()
    {
        const int Window = 2 + 4;
        using var line = Line(preparerCount: 2, deviceCount: 1);
        var formed = 0;
        var written = 0;
        var mostUnderWay = 0;

        line.Run(
            Source(200, () => mostUnderWay = Math.Max(mostUnderWay, ++formed - Volatile.Read(ref written))),
            _ => true,
            [Device("only", PassOn)],
            Finish,
            _ => Interlocked.Increment(ref written));

        Assert.Equal(200, written);
        Assert.InRange(mostUnderWay, 1, Window);
    }

    [Fact]
    public void SlowShardHoldsNobodyUpWithinTheWindow()
    {
        const int Window = 1 + (4 * 2);
        using var line = Line(preparerCount: 1, deviceCount: 2);
        using var othersAreDone = new ManualResetEventSlim();

        line.Run(
            Source(100),
            _ => true,
            [Device("a", SlowWithTheFirst), Device("b", SlowWithTheFirst)],
            shard =>
            {
                Finish(shard);
                if (_finished.Count == Window - 1)
                {
                    othersAreDone.Set();
                }
            },
            Write);

        Assert.Equal(Enumerable.Range(1, Window - 1), _finished[..(Window - 1)].Order());
        Assert.Equal(Enumerable.Range(0, 100), _written);

        void SlowWithTheFirst(NumberedShard shard, Action<NumberedShard> done)
        {
            if (shard.Index == 0)
            {
                othersAreDone.Wait();
            }

            done(shard);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DeviceThatWaitsForAShardStartsOnlyWhereThereIsOne(bool waits)
    {
        using var line = Line(preparerCount: 2, deviceCount: 1);
        var started = 0;
        var device = new ShardDevice<NumberedShard>("only", (shards, _) => started += 1 + shards.Count()) { WaitsForShard = waits };

        line.Run(Source(100), _ => false, [device], Finish, Write);

        Assert.Equal(Enumerable.Range(0, 100), _written);
        Assert.Equal(waits ? 0 : 1, started);
    }

    [Fact]
    public void FailureToBeginStopsTheRunBeforeAShardIsReceived()
    {
        using var line = Line(preparerCount: 2, deviceCount: 1);

        Assert.Throws<InvalidDataException>(() => line.Run(
            Source(100), _ => true, [Device("only", PassOn)], Finish, Write, () => throw new InvalidDataException("no")));

        Assert.Empty(_finished);
    }

    [Fact]
    public void OnlyTheOtherShardsReachADevice()
    {
        using var line = Line(preparerCount: 2, deviceCount: 1);
        var computed = new List<int>();

        line.Run(
            Source(100),
            shard => shard.Index % 3 == 0,
            [
                Device("only", (shard, done) =>
                {
                    computed.Add(shard.Index);
                    done(shard);
                }),
            ],
            Finish,
            Write);

        Assert.Equal(Enumerable.Range(0, 34).Select(i => 3 * i), computed.Order());
        Assert.Equal(Enumerable.Range(0, 100), _written);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    [InlineData(4, 7)]
    public void ShardsOfDeadDevicesAreFinishedByTheLastOne(int deviceCount, int shardsBeforeDeath)
    {
        using var line = Line(preparerCount: 2, deviceCount);
        using var dead = new CountdownEvent(deviceCount - 1);

        line.Run(
            Source(100),
            _ => true,
            [
                .. Enumerable.Range(1, deviceCount - 1).Select(i => Mortal($"mortal {i}")),
                Device("survivor", (shard, done) =>
                {
                    // Does nothing until all others have failed, so that each of them gets its shards.
                    dead.Wait();
                    done(shard);
                }),
            ],
            Finish,
            Write);

        Assert.Equal(Enumerable.Range(0, 100), _finished.Order());
        Assert.Equal(deviceCount - 1, _loggers.Warnings.Count());
        Assert.All(_loggers.Warnings, warning => Assert.Matches(
            @"^mortal \d is out of service; its work goes back to the queue, \d of \d devices are left: ESM-2 failed on mortal \d with a batch of 1 × 2 tokens: broken\.$",
            warning));

        ShardDevice<NumberedShard> Mortal(string name) => new(name, (shards, done) =>
        {
            var count = 0;
            foreach (var shard in shards)
            {
                if (count++ == shardsBeforeDeath)
                {
                    dead.Signal();
                    throw Failure(name);
                }

                done(shard);
            }
        });
    }

    [Fact]
    public void QueueStaysOpenForAShardThatMayStillComeBack()
    {
        using var line = Line(preparerCount: 1, deviceCount: 2);
        using var otherIsIdle = new ManualResetEventSlim();

        line.Run(
            Source(2),
            _ => true,
            [Device("a", FailWithTheFirst), Device("b", FailWithTheFirst)],
            shard =>
            {
                Finish(shard);
                otherIsIdle.Set();
            },
            Write);

        Assert.Equal([1, 0], _finished);
        Assert.Equal([0, 1], _written);

        void FailWithTheFirst(NumberedShard shard, Action<NumberedShard> done)
        {
            // By the time that the first shard comes back there is nothing else left in the queue.
            if (shard.Index == 0 && !otherIsIdle.IsSet)
            {
                otherIsIdle.Wait();
                throw Failure("a");
            }

            done(shard);
        }
    }

    [Fact]
    public void DeviceWithoutAShardHelpsUntilTheLastOneIsFinished()
    {
        using var line = Line(preparerCount: 1, deviceCount: 2);
        using var hasHelped = new CountdownEvent(3);

        line.Run(
            Source(1),
            _ => true,
            [Helped("a"), Helped("b")],
            Finish,
            Write);

        Assert.Equal([0], _written);
        Assert.True(hasHelped.IsSet);

        // Finishes its shard only once the other, which has none, was asked three times.
        ShardDevice<NumberedShard> Helped(string name) => Device(name, (shard, done) =>
        {
            hasHelped.Wait();
            done(shard);
        }) with
        {
            Help = () =>
            {
                if (!hasHelped.IsSet)
                {
                    hasHelped.Signal();
                }

                return true;
            },
        };
    }

    [Fact]
    public void DeviceThatFailsWhileItHelpsGoesOutOfService()
    {
        using var line = Line(preparerCount: 1, deviceCount: 2);
        using var hasFailed = new ManualResetEventSlim();

        line.Run(
            Source(1),
            _ => true,
            [Failing("a"), Failing("b")],
            Finish,
            Write);

        Assert.Equal([0], _written);
        Assert.Matches(@"^[ab] is out of service; its work goes back to the queue, 1 of 2 devices are left: ", Assert.Single(_loggers.Warnings));

        ShardDevice<NumberedShard> Failing(string name) => Device(name, (shard, done) =>
        {
            hasFailed.Wait();
            done(shard);
        }) with
        {
            Help = () =>
            {
                hasFailed.Set();
                throw Failure(name);
            },
        };
    }

    [Fact]
    public void RunFailsWithTheLastDevice()
    {
        using var line = Line(preparerCount: 1, deviceCount: 2);

        var failure = Assert.Throws<DeviceFailedException>(() => line.Run(
            Source(100),
            _ => true,
            [Device("a", FailAtTen), Device("b", FailAtTen)],
            Finish,
            Write));

        Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
        Assert.Single(_loggers.Warnings);

        // What was finished is kept: all before the two that failed.
        Assert.Equal(Enumerable.Range(0, 10), _finished.Order());

        static void FailAtTen(NumberedShard shard, Action<NumberedShard> done)
        {
            if (shard.Index >= 10)
            {
                throw Failure("a");
            }

            done(shard);
        }
    }

    [Theory]
    [InlineData("form")]
    [InlineData("prepare")]
    [InlineData("compute")]
    [InlineData("finish")]
    [InlineData("write")]
    public void FailureAnywhereStopsAllAndIsThrownAsItIs(string where)
    {
        using var line = Line(preparerCount: 2, deviceCount: 2);

        var failure = Assert.Throws<InvalidDataException>(() => line.Run(
            Source(1000, () => FailAt("form", 20)),
            _ =>
            {
                FailAt("prepare", 20);
                return true;
            },
            [Device("a", Compute), Device("b", Compute)],
            shard =>
            {
                Finish(shard);
                FailAt("finish", 20);
            },
            _ => FailAt("write", 20)));

        Assert.Equal(where, failure.Message);
        Assert.True(line.Stopping.IsCancellationRequested);
        if (where is "finish" or "write")
        {
            // What receives the shards has failed: it gets no more of them.
            Assert.Single(_finished);
        }

        void Compute(NumberedShard shard, Action<NumberedShard> done)
        {
            FailAt("compute", shard.Index);
            done(shard);
        }

        void FailAt(string place, int index)
        {
            if (place == where && index >= 20)
            {
                throw new InvalidDataException(place);
            }
        }
    }

    [Fact]
    public void CancellationStopsTheLine()
    {
        using var stop = new CancellationTokenSource();
        using var line = Line(preparerCount: 1, deviceCount: 1, cancellation: stop.Token);

        Assert.Throws<OperationCanceledException>(() => line.Run(
            Source(int.MaxValue),
            _ => true,
            [Device("only", PassOn)],
            Finish,
            shard =>
            {
                Write(shard);
                if (shard.Index == 4)
                {
                    stop.Cancel();
                }
            }));

        Assert.Equal(Enumerable.Range(0, 5), _written);
    }

    [Fact]
    public void ShardsFinishedWhenTheStopCameAreKept()
    {
        using var stop = new CancellationTokenSource();
        using var line = Line(preparerCount: 1, deviceCount: 1, cancellation: stop.Token);
        using var twoAreDone = new ManualResetEventSlim();

        Assert.Throws<OperationCanceledException>(() => line.Run(
            Source(100),
            _ => true,
            [
                Device("only", (shard, done) =>
                {
                    done(shard);
                    if (shard.Index == 2)
                    {
                        twoAreDone.Set();
                    }
                }),
            ],
            shard =>
            {
                Finish(shard);
                if (shard.Index == 0)
                {
                    twoAreDone.Wait();
                    stop.Cancel();
                }
            },
            Write));

        Assert.Equal(Enumerable.Range(0, _finished.Count), _finished);
        Assert.True(_finished.Count >= 3);
        Assert.Equal([0], _written);
    }

    [Fact]
    public void ThreadThatDoesNotEndIsLeftBehind()
    {
        using var stop = new CancellationTokenSource();
        var time = new InstantTime();
        using var nativeCall = new ManualResetEventSlim();
        using var left = new ManualResetEventSlim();
        Exception? later = null;
        using (var line = Line(preparerCount: 1, deviceCount: 1, time, stop.Token))
        {
            Assert.Throws<OperationCanceledException>(() => line.Run(
                Source(100),
                _ => true,
                [
                    Device("only", (shard, done) =>
                    {
                        if (shard.Index == 1)
                        {
                            stop.Cancel();
                            nativeCall.Wait();
                            later = Record.Exception(() => done(shard));
                            left.Set();
                        }
                        else
                        {
                            done(shard);
                        }
                    }),
                ],
                Finish,
                Write));
        }

        Assert.Equal([ShardLine<NumberedShard>.LongestStop], time.Delays);
        nativeCall.Set();
        left.Wait();
        Assert.Null(later);
        Assert.Equal([0], _finished);
    }

    public void Dispose() => _loggers.Dispose();

    private ShardLine<NumberedShard> Line(
        int preparerCount, int deviceCount, TimeProvider? time = null, CancellationToken cancellation = default) =>
        new(preparerCount, deviceCount, time ?? TimeProvider.System, _loggers.CreateLogger("test"), cancellation);

    private static ShardDevice<NumberedShard> Device(string name, Action<NumberedShard, Action<NumberedShard>> compute) => new(
        name,
        (shards, done) =>
        {
            foreach (var shard in shards)
            {
                compute(shard, done);
            }
        });

    private static void PassOn(NumberedShard shard, Action<NumberedShard> done) => done(shard);

    private static DeviceFailedException Failure(string device) => new("ESM-2", device, "1 × 2 tokens", "broken.");

    private void Finish(NumberedShard shard) => _finished.Add(shard.Index);

    private void Write(NumberedShard shard) => _written.Add(shard.Index);

    private static IEnumerable<NumberedShard> Source(int count, Action? formed = null)
    {
        for (var i = 0; i < count; i++)
        {
            formed?.Invoke();
            yield return new NumberedShard(i);
        }
    }

    private sealed class NumberedShard(int index) : Shard(index);

    /// <summary>A clock on which every delay is over at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public List<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
