using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Shards;

/// <summary>
/// Moves shards through one run: a thread forms them, some prepare them, one a device computes, and the calling thread
/// receives them. The first failure anywhere stops all, but for that of a device while another is left.
/// </summary>
/// <remarks>
/// Only a window of shards is under way at a time. It bounds the memory of every queue, and of the results that wait
/// for a slow device's shard.
/// </remarks>
internal sealed class ShardLine<TShard> : IDisposable
    where TShard : Shard
{
    /// <summary>
    /// The longest wait for threads that don't end when the run stops, as in a long native call. They are left behind:
    /// what they hold stays alive, and what they still hand on reaches nobody.
    /// </summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    // Per device: one computing, one ready, one in the making, one on its way to the calling thread.
    private const int WindowPerDevice = 4;

    // A reader that hangs in a pipe does not end before its next byte; the run does not wait for it.
    private static readonly TimeSpan LongestReaderStop = TimeSpan.FromSeconds(1);

    private readonly int _preparerCount;
    private readonly int _deviceCount;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _window;
    private readonly BlockingCollection<TShard> _formed;
    private readonly ShardQueue<TShard> _prepared = new();
    private readonly BlockingCollection<TShard> _finished = [];
    private readonly TaskCompletionSource _workersEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _preparersAtWork;
    private int _workersAtWork;
    private int _devicesInService;
    private Exception? _failure;

    /// <summary>Creates the line.</summary>
    /// <param name="preparerCount">Threads that prepare shards.</param>
    /// <param name="deviceCount">Threads that compute.</param>
    /// <param name="time">The clock that bounds the wait when the run stops.</param>
    /// <param name="log">Told of devices that fail.</param>
    /// <param name="cancellation">Stops the run.</param>
    public ShardLine(int preparerCount, int deviceCount, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        var window = preparerCount + (WindowPerDevice * deviceCount);
        _preparerCount = _preparersAtWork = preparerCount;
        _deviceCount = _devicesInService = deviceCount;
        _workersAtWork = preparerCount + deviceCount;
        _time = time;
        _log = log;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _window = new SemaphoreSlim(window);
        _formed = new BlockingCollection<TShard>(window);
    }

    /// <summary>Set when the run must stop; work on a shard looks at it between batches.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Runs to the end; once.</summary>
    /// <param name="source">The shards, numbered from 0 without a gap.</param>
    /// <param name="prepare">Prepares a shard; on several threads at once. False: it needs no device and is finished.</param>
    /// <param name="devices">As many as the line was made for.</param>
    /// <param name="finish">
    /// Receives each shard as soon as it is finished, in whatever order; when the run stops, also those that were finished
    /// by then.
    /// </param>
    /// <param name="write">
    /// Receives the shards in order, each after <paramref name="finish"/> did. A shard that others overtake holds them up once
    /// they fill the window.
    /// </param>
    /// <param name="begin">What the calling thread does before it receives the first shard, while the others work already.</param>
    /// <exception cref="DeviceFailedException">No device is left.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public void Run(
        IEnumerable<TShard> source,
        Func<TShard, bool> prepare,
        IReadOnlyCollection<ShardDevice<TShard>> devices,
        Action<TShard> finish,
        Action<TShard> write,
        Action? begin = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(devices.Count, _deviceCount);
        var reader = Start("reader", () => Form(source), () => { });
        for (var i = 0; i < _preparerCount; i++)
        {
            Start($"preparer {i}", () => Prepare(prepare), EndPreparer);
        }

        foreach (var device in devices)
        {
            Start(device.Name, () => Compute(device), EndWorker);
        }

        var received = Guard(() =>
        {
            begin?.Invoke();
            Receive(finish, write);
        });
        if (_stop.IsCancellationRequested)
        {
            var stopped = Task.WaitAny(_workersEnded.Task, Task.Delay(LongestStop, _time)) == 0;
            reader.Join(stopped ? LongestReaderStop : TimeSpan.Zero);
            if (received)
            {
                Guard(() => ReceiveRest(finish));
            }
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        Stopping.ThrowIfCancellationRequested();
    }

    /// <summary>Stops what still runs.</summary>
    public void Dispose()
    {
        // A thread that was left behind may wake up after the run: it must find its queues alive, and cancelled.
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

    private void Prepare(Func<TShard, bool> prepare)
    {
        foreach (var shard in _formed.GetConsumingEnumerable(Stopping))
        {
            if (prepare(shard))
            {
                _prepared.Add(shard);
            }
            else
            {
                _finished.Add(shard);
            }
        }
    }

    private void Compute(ShardDevice<TShard> device)
    {
        TShard? inHand = null;
        if (device.WaitsForShard && !_prepared.TryTake(out inHand, () => false, Stopping))
        {
            return;
        }

        try
        {
            device.Compute(Shards(), shard =>
            {
                inHand = null;
                _finished.Add(shard);
                _prepared.Settle();
            });
        }
        catch (DeviceFailedException failure)
        {
            var left = Interlocked.Decrement(ref _devicesInService);
            if (left == 0)
            {
                throw;
            }

            _log.OutOfService(device.Name, left, _deviceCount, failure.Message);
            if (inHand is not null)
            {
                _prepared.Return(inHand);
            }
        }

        IEnumerable<TShard> Shards()
        {
            while (inHand is not null || _prepared.TryTake(out inHand, device.Help, Stopping))
            {
                yield return inHand;
                if (inHand is not null)
                {
                    throw new InvalidOperationException($"{device.Name} takes a shard before it has handed on shard {inHand.Index}.");
                }
            }
        }
    }

    private void Receive(Action<TShard> finish, Action<TShard> write)
    {
        var early = new Dictionary<int, TShard>();
        var next = 0;
        foreach (var finished in _finished.GetConsumingEnumerable(Stopping))
        {
            finish(finished);
            early.Add(finished.Index, finished);
            while (early.Remove(next, out var shard))
            {
                write(shard);
                _window.Release();
                next++;
            }
        }
    }

    private void ReceiveRest(Action<TShard> finish)
    {
        while (_finished.TryTake(out var shard))
        {
            finish(shard);
        }
    }

    private Thread Start(string name, Action work, Action end)
    {
        var thread = new Thread(() =>
        {
            Guard(work);
            end();
        })
        {
            IsBackground = true,
            Name = $"virnucpro {name}",
        };
        thread.Start();
        return thread;
    }

    private void EndPreparer()
    {
        if (Interlocked.Decrement(ref _preparersAtWork) == 0)
        {
            _prepared.CompleteAdding();
        }

        EndWorker();
    }

    private void EndWorker()
    {
        if (Interlocked.Decrement(ref _workersAtWork) == 0)
        {
            _finished.CompleteAdding();
            _workersEnded.SetResult();
        }
    }

    /// <summary>Does something whose failure stops the run.</summary>
    /// <returns>False where it failed.</returns>
    private bool Guard(Action work)
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
            return false;
        }

        return true;
    }
}
