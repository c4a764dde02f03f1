using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Tests.Shards;

public class ShardLineTests
{
    [Fact]
    public void ShardsAreWrittenInOrderWhateverTheDevicesSpeed()
    {
        using var line = new ShardLine<NumberedShard>(preparerCount: 3, deviceCount: 2, CancellationToken.None);
        using var slowMayGoOn = new ManualResetEventSlim();
        var written = new List<int>();
        var fastDone = 0;

        line.Run(
            Source(50),
            _ => { },
            [
                (shards, done) =>
                {
                    foreach (var shard in shards)
                    {
                        slowMayGoOn.Wait();
                        done(shard);
                    }
                },
                (shards, done) =>
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
                },
            ],
            shard => written.Add(shard.Index));

        Assert.Equal(Enumerable.Range(0, 50), written);
    }

    [Fact]
    public void NoMoreShardsAreUnderWayThanTheWindowHolds()
    {
        const int Window = 2 + 4;
        using var line = new ShardLine<NumberedShard>(preparerCount: 2, deviceCount: 1, CancellationToken.None);
        var formed = 0;
        var written = 0;
        var mostUnderWay = 0;

        line.Run(
            Source(200, () => mostUnderWay = Math.Max(mostUnderWay, ++formed - Volatile.Read(ref written))),
            _ => { },
            [PassOn],
            _ => Interlocked.Increment(ref written));

        Assert.Equal(200, written);
        Assert.InRange(mostUnderWay, 1, Window);
    }

    [Theory]
    [InlineData("form")]
    [InlineData("prepare")]
    [InlineData("compute")]
    [InlineData("write")]
    public void FailureAnywhereStopsAllAndIsThrownAsItIs(string where)
    {
        using var line = new ShardLine<NumberedShard>(preparerCount: 2, deviceCount: 2, CancellationToken.None);

        var failure = Assert.Throws<InvalidDataException>(() => line.Run(
            Source(1000, () => FailAt("form", 20)),
            _ => FailAt("prepare", 20),
            [Compute, Compute],
            _ => FailAt("write", 20)));

        Assert.Equal(where, failure.Message);
        Assert.True(line.Stopping.IsCancellationRequested);

        void Compute(IEnumerable<NumberedShard> shards, Action<NumberedShard> done)
        {
            foreach (var shard in shards)
            {
                FailAt("compute", shard.Index);
                done(shard);
            }
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
        using var line = new ShardLine<NumberedShard>(preparerCount: 1, deviceCount: 1, stop.Token);
        var written = 0;

        Assert.Throws<OperationCanceledException>(() => line.Run(
            Source(int.MaxValue),
            _ => { },
            [PassOn],
            _ =>
            {
                if (++written == 5)
                {
                    stop.Cancel();
                }
            }));

        Assert.Equal(5, written);
    }

    private static void PassOn(IEnumerable<NumberedShard> shards, Action<NumberedShard> done)
    {
        foreach (var shard in shards)
        {
            done(shard);
        }
    }

    private static IEnumerable<NumberedShard> Source(int count, Action? formed = null)
    {
        for (var i = 0; i < count; i++)
        {
            formed?.Invoke();
            yield return new NumberedShard(i);
        }
    }

    private sealed class NumberedShard(int index) : Shard(index);
}
