using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline;

/// <summary>Predicts a sample in a temporary folder, to time it.</summary>
internal static class SampleRun
{
    // Frames are reported a shard at a time. Fewer than of a real run, which takes too long to wait for on a CPU.
    private const int ShardChunks = 64;

    /// <summary>Time of a frame, with the models loaded.</summary>
    /// <param name="options">Models and devices.</param>
    /// <param name="sample">Chunks to predict, as many as there is time for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="RunFailedException">The sample can't be computed.</exception>
    public static TimeSpan? TimePerFrame(
        InputCheckOptions options, IEnumerable<SequenceChunk> sample, TimeProvider time, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timing = new SampleTiming(time, () => _ = enough.CancelAsync());
        var folder = Directory.CreateTempSubdirectory("virnucpro-").FullName;
        try
        {
            var path = Path.Combine(folder, "sample.fa");
            Write(path, sample);
            PredictRun.Execute(
                new PredictOptions
                {
                    InputPath = path,
                    OutputDirectory = Path.Combine(folder, "results"),
                    ModelsDirectory = options.ModelsDirectory!,
                    ExpectedLengthBp = options.ExpectedLengthBp,
                    ShardChunks = ShardChunks,
                    Compute = options.Compute,
                },
                NullLoggerFactory.Instance,
                time,
                timing,
                enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The sample took long enough to judge by.
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return timing.TimePerFrame;
    }

    private static void Write(string path, IEnumerable<SequenceChunk> sample)
    {
        using var stream = File.Create(path);
        var number = 0;
        foreach (var chunk in sample)
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes($">{++number}\n"));
            stream.Write(chunk.Bases.Span);
            stream.Write("\n"u8);
        }
    }
}
