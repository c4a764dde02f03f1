using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace VirNucPro.Pipeline.Shards;

/// <summary>
/// Moves shards through one run: a thread forms them, some prepare them, one a device computes, and the calling thread
/// writes them in order. The first failure anywhere stops all.
/// </summary>
/// <remarks>
/// Only a window of shards is under way at a time, counted from the last one written. It bounds the memory of every
/// queue, and of the results that wait for a slow device's shard.
/// </remarks>
internal sealed class ShardLine<TShard> : IDisposable
    where TShard : Shard
{
    // Per device: one computing, one ready, one in the making, one on its way to the writer.
    private const int WindowPerDevice = 4;

    // A reader that hangs in a pipe does not end before its next byte; the run does not wait for it.
    private static readonly TimeSpan LongestReaderStop = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _window;
    private readonly BlockingCollection<TShard> _formed;
    private readonly BlockingCollection<TShard> _prepared;
    private readonly BlockingCollection<TShard> _computed;
    private Exception? _failure;

    /// <summary>Creates the line.</summary>
    /// <param name="preparerCount">Threads that prepare shards.</param>
    /// <param name="deviceCount">Threads that compute.</param>
    /// <param name="cancellation">Stops the run.</param>
    public ShardLine(int preparerCount, int deviceCount, CancellationToken cancellation)
    {
        var window = preparerCount + (WindowPerDevice * deviceCount);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _window = new SemaphoreSlim(window);
        _formed = new BlockingCollection<TShard>(window);
        _prepared = new BlockingCollection<TShard>(window);
        _computed = new BlockingCollection<TShard>(window);
        PreparerCount = preparerCount;
    }

    /// <summary>Set when the run must stop; work on a shard looks at it between batches.</summary>
    public CancellationToken Stopping => _stop.Token;

    private int PreparerCount { get; }

    /// <summary>Runs to the end; once.</summary>
    /// <param name="source">The shards, numbered from 0 without a gap.</param>
    /// <param name="prepare">Prepares a shard; on several threads at once.</param>
    /// <param name="devices">Each device's work: takes shards until there are no more, and hands each on.</param>
    /// <param name="write">Receives the shards in order.</param>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Run(
        IEnumerable<TShard> source,
        Action<TShard> prepare,
        IReadOnlyCollection<Action<IEnumerable<TShard>, Action<TShard>>> devices,
        Action<TShard> write)
    {
        var reader = Start("reader", () => Form(source));
        Thread[] preparers =
        [
            .. Enumerable.Range(0, PreparerCount).Select(i => Start($"preparer {i}", () => Prepare(prepare))),
        ];
        Thread[] computers =
        [
            .. devices.Select((device, i) => Start(
                $"device {i}",
                () => device(_prepared.GetConsumingEnumerable(Stopping), shard => _computed.Add(shard, Stopping)))),
        ];
        var closer = Start("closer", () => CloseInTurn(preparers, computers));

        Guard(() => WriteInOrder(write));
        closer.Join();
        reader.Join(_stop.IsCancellationRequested ? LongestReaderStop : Timeout.InfiniteTimeSpan);
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        Stopping.ThrowIfCancellationRequested();
    }

    /// <summary>Stops what still runs.</summary>
    public void Dispose()
    {
        // A reader that hangs in a pipe may wake up after the run: it must find its queues alive, and cancelled.
        _stop.Cancel();
    }

    private void Form(IEnumerable<TShard> source)
    {
        using var shards = source.GetEnumerator();
        while (true)
        {
            _window.Wait(Stopping);
            if (!shards.MoveNext())
            {
                break;
            }

            _formed.Add(shards.Current, Stopping);
        }

        _formed.CompleteAdding();
    }

    private void Prepare(Action<TShard> prepare)
    {
        foreach (var shard in _formed.GetConsumingEnumerable(Stopping))
        {
            prepare(shard);
            _prepared.Add(shard, Stopping);
        }
    }

    private void CloseInTurn(Thread[] preparers, Thread[] computers)
    {
        JoinAll(preparers);
        _prepared.CompleteAdding();
        JoinAll(computers);
        _computed.CompleteAdding();
    }

    private void WriteInOrder(Action<TShard> write)
    {
        var early = new Dictionary<int, TShard>();
        var next = 0;
        foreach (var computed in _computed.GetConsumingEnumerable(Stopping))
        {
            early.Add(computed.Index, computed);
            while (early.Remove(next, out var shard))
            {
                write(shard);
                _window.Release();
                next++;
            }
        }
    }

    private Thread Start(string name, Action work)
    {
        var thread = new Thread(() => Guard(work)) { IsBackground = true, Name = $"virnucpro {name}" };
        thread.Start();
        return thread;
    }

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The reason of the stop is known where it began.
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown again on the calling thread.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
            _stop.Cancel();
        }
    }

    private static void JoinAll(Thread[] threads)
    {
        foreach (var thread in threads)
        {
            thread.Join();
        }
    }
}
