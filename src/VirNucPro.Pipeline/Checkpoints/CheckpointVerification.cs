using System.Globalization;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Checks a run's database, and the result files against it.</summary>
internal sealed class CheckpointVerification
{
    private readonly List<VerificationCheck> _checks = [];
    private readonly RunDatabase _run;

    private CheckpointVerification(RunDatabase run) => _run = run;

    /// <summary>Makes all checks; one that fails does not end the others.</summary>
    /// <param name="directory">The folder of the result files.</param>
    /// <param name="run">What is intact of the run's database.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static VerificationReport Run(string directory, RunDatabase run, CancellationToken cancellation)
    {
        var verification = new CheckpointVerification(run);
        verification.AddDatabase();
        verification.AddShards();
        verification.CheckResults(new RunLayout(directory, "", 0), cancellation);
        return new VerificationReport(verification._checks);
    }

    private void AddDatabase() => Add(
        RunLayout.DatabaseName,
        "structure and checksums",
        _run.Damage is { } damage ? $"{damage}; --resume carries what is intact to a new file" : null,
        $"{Count(_run.Parameters.Count)} parameters, {Count(_run.EarlierSessions.Count)} session(s)");

    private void AddShards() => Add(
        RunLayout.DatabaseName,
        "shards",
        _run.DamagedShards.Count == 0
            ? null
            : $"damaged: {string.Join(", ", _run.DamagedShards)}; {Count(_run.Shards.Count)} are intact; --resume computes the damaged ones again",
        $"all {Count(_run.Shards.Count)} as they were saved");

    private void CheckResults(RunLayout layout, CancellationToken cancellation)
    {
        var part = RunParameters.PartOf(_run.Parameters);
        if (!_run.IsFinished || part is not null)
        {
            var reason = part is not null ? $"part {part} of a run has none; 'virnucpro merge' writes them"
                : _run.Damage is null ? "the run was interrupted before it wrote them" : $"{RunLayout.DatabaseName} is damaged";
            _checks.AddRange(layout.Tables.Select(path => new VerificationCheck(
                "results", Path.GetFileName(path), VerificationOutcome.NotRun, reason)));
            return;
        }

        using var frames = new ComparedFile(layout.FrameTable);
        using var chunks = new ComparedFile(layout.ChunkTable);
        using var contigs = new ComparedFile(layout.ContigTable);
        var export = new ResultExport(
            new FrameTable(frames.Text, NoticeOf(layout.FrameTable)),
            new ChunkTable(chunks.Text, NoticeOf(layout.ChunkTable)),
            new ContigTable(contigs.Text, NoticeOf(layout.ContigTable)),
            RunParameters.RulesOf(_run.Parameters));
        foreach (var shard in _run.ReadShards())
        {
            cancellation.ThrowIfCancellationRequested();
            export.Write(shard);
        }

        export.Complete();
        AddResult(frames);
        AddResult(chunks);
        AddResult(contigs);
    }

    // Complete first: it counts the last lines.
    private void AddResult(ComparedFile file)
    {
        var difference = file.Complete();
        Add("results", Path.GetFileName(file.Path), difference, $"{Count(file.Lines)} lines, as {RunLayout.DatabaseName} holds them");
    }

    // The database does not say whether the models were demo models. A file may have their notice, and no other.
    private static string? NoticeOf(string path) =>
        File.Exists(path) && File.ReadLines(path).FirstOrDefault() == Comment.Line(DemoModels.Notice) ? DemoModels.Notice : null;

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private void Add(string part, string subject, string? failure, string success) => _checks.Add(new VerificationCheck(
        part, subject, failure is null ? VerificationOutcome.Passed : VerificationOutcome.Failed, failure ?? success));
}
