using System.Diagnostics;
using VirNucPro.Models;
using VirNucPro.Sequences;

namespace VirNucPro.Fuzz;

/// <summary>Feeds one target, and watches time, memory and exceptions.</summary>
internal sealed class FuzzRun : IDisposable
{
    /// <summary>Kinds of failure after which a target is given up.</summary>
    private const int MaximumFailures = 20;

    private const long MaximumAllocation = 64 << 20;
    private const int MaximumMessageLength = 2000;
    private static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(1);

    /// <summary>Behind this, the reader is taken to hang for good.</summary>
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(20);

    private readonly FuzzTarget _target;
    private readonly ulong _seed;
    private readonly string _saveDirectory;
    private readonly DirectoryInfo _scratch;
    private readonly string _path;
    private readonly TargetReport _report;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _startedAt;
    private long _iteration;

    /// <summary>Prepares a folder in memory where there is one, so that the disk does not set the pace.</summary>
    public FuzzRun(FuzzTarget target, ulong seed, string saveDirectory)
    {
        const string MemoryDirectory = "/dev/shm";
        _target = target;
        _seed = seed;
        _saveDirectory = saveDirectory;
        _report = new TargetReport(target.Name);
        _scratch = Directory.CreateDirectory(Path.Combine(
            Directory.Exists(MemoryDirectory) ? MemoryDirectory : Path.GetTempPath(),
            $"virnucpro-fuzz-{Environment.ProcessId}-{target.Name}"));
        _path = Path.Combine(_scratch.FullName, target.FileName);
        foreach (var (name, bytes) in target.Companions)
        {
            File.WriteAllBytes(Path.Combine(_scratch.FullName, name), bytes);
        }
    }

    /// <summary>The file that is being read: after a crash of the process it is the one to look at.</summary>
    public string InputPath => _path;

    /// <summary>Reads inputs until one of the limits is met.</summary>
    /// <param name="maximumInputs">Number of inputs.</param>
    /// <param name="maximumTime">Time for all of them.</param>
    public TargetReport Execute(long maximumInputs, TimeSpan maximumTime)
    {
        _clock.Restart();
        // A thread of its own, so that a hang does not keep its report back.
        var worker = new Thread(() =>
        {
            while (_iteration < maximumInputs && _clock.Elapsed < maximumTime && _report.Failures.Count < MaximumFailures)
            {
                TryInput(_target.Mutator.Next(new MutationRandom(_seed, _target.Name, _iteration)));
                Interlocked.Increment(ref _iteration);
            }
        }) { IsBackground = true };
        Watch(worker);
        _report.Elapsed = _clock.Elapsed;
        return _report;
    }

    /// <summary>Reads one input that was saved.</summary>
    public TargetReport Replay(byte[] input)
    {
        _clock.Restart();
        Watch(new Thread(() => TryInput(input)) { IsBackground = true });
        _report.Elapsed = _clock.Elapsed;
        return _report;
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Delete(recursive: true);

    private void Watch(Thread worker)
    {
        Interlocked.Exchange(ref _startedAt, _clock.ElapsedTicks);
        worker.Start();
        while (!worker.Join(TimeSpan.FromMilliseconds(200)))
        {
            var elapsed = TimeSpan.FromSeconds((_clock.ElapsedTicks - Interlocked.Read(ref _startedAt)) / (double)Stopwatch.Frequency);
            if (elapsed > HangTime)
            {
                var iteration = Interlocked.Read(ref _iteration);
                Fail(iteration, File.ReadAllBytes(_path), $"did not end within {HangTime.TotalSeconds} s");
                return;
            }
        }
    }

    private void TryInput(byte[] input)
    {
        File.WriteAllBytes(_path, input);
        var failure = ReadOnce(out var elapsed, out var allocated, out var accepted);
        if (elapsed > MaximumTime && failure is null)
        {
            // A busy machine can stop any process for a second: it is read again, and the processor's time counts.
            var busy = Environment.CpuUsage.TotalTime;
            failure = ReadOnce(out var again, out allocated, out accepted);
            busy = Environment.CpuUsage.TotalTime - busy;
            elapsed = new[] { elapsed, again, busy }.Min();
        }

        if (elapsed > _report.Slowest)
        {
            (_report.Slowest, _report.SlowestIteration) = (elapsed, _iteration);
        }

        if (allocated > _report.LargestAllocation)
        {
            (_report.LargestAllocation, _report.LargestAllocationIteration) = (allocated, _iteration);
        }

        failure ??= elapsed > MaximumTime ? $"took {elapsed.TotalSeconds:F2} s"
            : allocated > MaximumAllocation ? $"allocated {allocated} bytes for a file of {input.Length}"
            : null;
        if (failure is not null)
        {
            Fail(_iteration, input, failure);
        }
        else if (accepted)
        {
            _report.Accepted++;
        }
        else
        {
            _report.Refused++;
        }
    }

    private string? ReadOnce(out TimeSpan elapsed, out long allocated, out bool accepted)
    {
        accepted = false;
        Interlocked.Exchange(ref _startedAt, _clock.ElapsedTicks);
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            _target.Read(_path);
            accepted = true;
        }
        catch (Exception refusal) when (refusal is ModelException or SequenceFormatException)
        {
            failure = Complaint(refusal.Message);
        }
#pragma warning disable CA1031 // Whatever it is, it is what this program looks for.
        catch (Exception unexpected)
#pragma warning restore CA1031
        {
            failure = unexpected.ToString();
        }

        elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        return failure;
    }

    // The message is for a terminal: one line that names the file, whatever text the file put into it.
    private string? Complaint(string message) =>
        message.Any(char.IsControl) ? $"the refusal has control characters in it: {message}"
        : message.Length > MaximumMessageLength ? $"the refusal has {message.Length} letters: {message[..200]}"
        : !message.Contains(_scratch.FullName, StringComparison.Ordinal) ? $"the refusal does not name the file: {message}"
        : null;

    private void Fail(long iteration, byte[] input, string what)
    {
        _report.Failed++;
        if (_report.Failures.Exists(failure => failure.What == what))
        {
            return;
        }

        Directory.CreateDirectory(_saveDirectory);
        var saved = Path.Combine(_saveDirectory, $"{_target.Name}-{_seed}-{iteration}.bin");
        File.WriteAllBytes(saved, input);
        _report.Failures.Add(new FuzzFailure(_target.Name, _seed, iteration, what, saved));
    }
}
