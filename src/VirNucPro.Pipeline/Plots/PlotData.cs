using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Report;

namespace VirNucPro.Pipeline.Plots;

/// <summary>What a picture is drawn from. It grows with the one sequence that it keeps, not with the results.</summary>
internal sealed class PlotData
{
    private readonly string? _contigId;
    private readonly List<PlottedChunk> _track = [];
    private string? _lastId;

    private PlotData(string? contigId) => _contigId = contigId;

    /// <summary>The scores of all chunks.</summary>
    public ScoreHistogram Scores { get; } = new();

    /// <summary>The calls of all sequences by length; null where the results have no lengths.</summary>
    public LengthHistogram? Lengths { get; private init; }

    /// <summary>The chunks of the sequence asked for, or else of the first.</summary>
    public IReadOnlyList<PlottedChunk> Track => _track;

    /// <summary>Id of that sequence; null where there is none.</summary>
    public string? TrackId { get; private set; }

    /// <summary>Where that sequence ends, in bases or in chunks.</summary>
    public int TrackEnd { get; private set; }

    /// <summary>Sequences seen.</summary>
    public long Sequences { get; private set; }

    /// <summary>True where a demo model made the scores.</summary>
    public bool IsDemo { get; private set; }

    /// <summary>True where the run has not finished.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Reads the results.</summary>
    /// <param name="path">The output folder of a run, or a table of chunk scores.</param>
    /// <param name="contigId">The sequence whose track is kept; null for the first.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RunFailedException">There are none, or they can't be read.</exception>
    public static PlotData Read(string path, string? contigId, CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            return ReadTable(path, contigId, cancellation);
        }

        var layout = new RunLayout(Path.GetFullPath(path), "", 0);
        if (File.Exists(layout.Database))
        {
            return ReadRun(layout, contigId, cancellation);
        }

        return File.Exists(layout.ChunkTable)
            ? ReadTable(layout.ChunkTable, contigId, cancellation)
            : throw new RunFailedException(
                FailureKind.InputMissing,
                $"The folder {path} holds neither {RunLayout.DatabaseName} nor {Path.GetFileName(layout.ChunkTable)}. Name the output folder of a run.");
    }

    private static PlotData ReadRun(RunLayout layout, string? contigId, CancellationToken cancellation)
    {
        using var run = RunSnapshot.Open(layout.Database) ?? throw new RunFailedException(
            FailureKind.InputMissing, $"{layout.Database} is empty: its run was ended before it saved anything.");
        var data = new PlotData(contigId)
        {
            Lengths = new LengthHistogram(),
            IsInterrupted = !run.Database.IsFinished,
            IsDemo = File.Exists(layout.ChunkTable) && Comment.Line(DemoModels.Notice) == File.ReadLines(layout.ChunkTable).FirstOrDefault(),
        };
        var caller = new SequenceCaller(new ContigRules(), data.Add);
        foreach (var shard in run.Database.ReadShards())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var chunk in shard.Chunks)
            {
                caller.Add(chunk);
            }
        }

        caller.Complete();
        return data;
    }

    private static PlotData ReadTable(string path, string? contigId, CancellationToken cancellation)
    {
        using var table = ChunkTableReader.Open(path);
        var data = new PlotData(contigId) { IsDemo = table.Comments.Contains(Comment.Line(DemoModels.Notice)) };
        foreach (var chunk in table.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            data.Add(chunk.SequenceId, chunk.Number - 1, chunk.Number, chunk.Others, chunk.Virus);
        }

        return data;
    }

    private void Add(CalledSequence sequence)
    {
        Lengths!.Add(sequence.LengthBp, sequence.Call?.Verdict);
        foreach (var chunk in sequence.Chunks)
        {
            if (chunk.Consensus is { } consensus)
            {
                Add(sequence.Id, chunk.Start, chunk.Start + chunk.LengthBp, consensus.Others, consensus.Virus);
            }
        }

        if (TrackId == sequence.Id)
        {
            TrackEnd = sequence.LengthBp;
        }
    }

    private void Add(string sequenceId, int start, int end, double others, double virus)
    {
        Scores.Add(virus, virus >= others);
        if (_lastId != sequenceId)
        {
            _lastId = sequenceId;
            Sequences++;
            TrackId ??= _contigId is null || _contigId == sequenceId ? sequenceId : null;
        }

        if (TrackId == sequenceId)
        {
            TrackEnd = end;
            _track.Add(new PlottedChunk(start, end, others, virus));
        }
    }
}
