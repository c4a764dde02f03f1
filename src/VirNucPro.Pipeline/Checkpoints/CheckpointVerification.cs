using System.Globalization;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Checks a run's database, and the result files against it.</summary>
internal sealed class CheckpointVerification
{
    private const string DatabasePart = RunLayout.DatabaseName;
    private const string ResultsPart = "results";

    private readonly List<VerificationCheck> _checks = [];
    private readonly RunSnapshot _run;

    private CheckpointVerification(RunSnapshot run) => _run = run;

    /// <summary>Makes all checks; one that fails does not end the others.</summary>
    /// <param name="directory">The folder of the result files.</param>
    /// <param name="run">What the run has saved.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static VerificationReport Run(string directory, RunSnapshot run, CancellationToken cancellation)
    {
        var verification = new CheckpointVerification(run);
        verification.CheckFile();
        verification.CheckSessions();
        verification.CheckShards(new RunLayout(directory, "", 0), cancellation);
        return new VerificationReport(verification._checks);
    }

    private void CheckFile()
    {
        const string Subject = "structure of the file";
        if (_run.FindStructuralDamage() is { } damage)
        {
            Add(DatabasePart, Subject, VerificationOutcome.Failed, $"{damage}; --resume carries what is intact to a new file");
        }
        else
        {
            Add(DatabasePart, Subject, VerificationOutcome.Passed, "whole");
        }
    }

    private void CheckSessions()
    {
        const string Subject = "checksums of parameters and sessions";
        if (_run.SessionDamage is { } damage)
        {
            Add(DatabasePart, Subject, VerificationOutcome.Failed, $"{damage}; --resume goes on without it");
        }
        else
        {
            Add(DatabasePart, Subject, VerificationOutcome.Passed, $"{Count(_run.Parameters.Count)} parameters, {Count(_run.Sessions.Count)} sessions");
        }
    }

    // Every shard is read once, for its checksum and for the rows that it has in the result files.
    private void CheckShards(RunLayout layout, CancellationToken cancellation)
    {
        using var frames = new ComparedFile(layout.FrameTable);
        using var chunks = new ComparedFile(layout.ChunkTable);
        var export = new ResultExport(
            new FrameTable(frames.Text, NoticeOf(layout.FrameTable)), new ChunkTable(chunks.Text, NoticeOf(layout.ChunkTable)));
        List<int> damaged = [];
        long intact = 0;
        foreach (var (index, shard) in _run.ReadShards())
        {
            cancellation.ThrowIfCancellationRequested();
            if (shard is null)
            {
                damaged.Add(index);
            }
            else
            {
                intact++;
                export.Write(shard);
            }
        }

        AddShards(intact, damaged);
        var whyNot = _run.End is null ? "the run was interrupted before it wrote them" : damaged.Count > 0 ? "shards are damaged" : null;
        AddResult(frames, whyNot);
        AddResult(chunks, whyNot);
    }

    private void AddShards(long intact, List<int> damaged)
    {
        const string Subject = "checksums of the shards";
        if (damaged.Count > 0)
        {
            Add(
                DatabasePart, Subject, VerificationOutcome.Failed,
                $"damaged: {string.Join(", ", damaged)}; {Count(intact)} are intact; --resume computes the damaged ones again");
        }
        else if (_run.End is { } end && end.Shards != intact)
        {
            Add(
                DatabasePart, Subject, VerificationOutcome.Failed,
                $"{Count(intact)} of the run's {Count(end.Shards)} are there; --resume computes the others again");
        }
        else
        {
            Add(DatabasePart, Subject, VerificationOutcome.Passed, $"all {Count(intact)} as they were saved");
        }
    }

    private void AddResult(ComparedFile file, string? whyNot)
    {
        var name = Path.GetFileName(file.Path);
        if (whyNot is not null)
        {
            Add(ResultsPart, name, VerificationOutcome.NotRun, whyNot);
        }
        else if (file.Complete() is { } difference)
        {
            Add(ResultsPart, name, VerificationOutcome.Failed, difference);
        }
        else
        {
            Add(ResultsPart, name, VerificationOutcome.Passed, $"{Count(file.Lines)} lines, as {RunLayout.DatabaseName} holds them");
        }
    }

    // The database does not say whether the models were demo models. A file may have their notice, and no other.
    private static string? NoticeOf(string path) =>
        File.Exists(path) && File.ReadLines(path).FirstOrDefault() == Comment.Line(DemoModels.Notice) ? DemoModels.Notice : null;

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private void Add(string part, string subject, VerificationOutcome outcome, string detail) =>
        _checks.Add(new VerificationCheck(part, subject, outcome, detail));
}
