using VirNucPro.Models.Demo;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>What a run without a fault writes: the measure of those with faults.</summary>
public sealed class FaultFreeRun : IDisposable
{
    /// <summary>Ids of the sequences that hold TT, which no other has on either strand.</summary>
    public static readonly IReadOnlyList<string> Marked = ["s3", "s1023", "s1024", "s2499"];

    // More than two shards, of short sequences.
    private const int Sequences = 2500;

    private readonly PredictFixture _run = new();
    private readonly TemporaryFolder _folder = new();

    /// <summary>Runs once for all tests of a class.</summary>
    public FaultFreeRun()
    {
        var records = MadeUpFasta.WithOpenFrames(Sequences, 14).Split('>', StringSplitOptions.RemoveEmptyEntries)
            .Select(record => record.Split('\n'))
            .Select(lines => (Id: lines[0], Bases: Marked.Contains(lines[0]) ? $"GGTTGG{lines[1]}" : lines[1]));
        InputPath = _run.Input(string.Concat(records.Select(record => $">{record.Id}\n{record.Bases}\n")));
        _run.Run(new FakeModels(), InputPath);
        (Frames, Chunks) = (_run.Frames, _run.Chunks);
        DemoModels.Write(DemoModelsDirectory);
    }

    /// <summary>A folder with demo models.</summary>
    public string DemoModelsDirectory => _folder.Path("models");

    /// <summary>The input.</summary>
    public string InputPath { get; }

    /// <summary>The table of frames.</summary>
    public string Frames { get; }

    /// <summary>The table of chunks.</summary>
    public string Chunks { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }
}
