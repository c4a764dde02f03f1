using System.Globalization;

namespace VirNucPro.Pipeline.Report;

/// <summary>Says in sentences what a reader of the results must know.</summary>
internal static class RunWarnings
{
    private const int IdsNamed = 20;

    /// <summary>The warnings; none for a run without incidents. That models are demo models is not among them.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="content">Its results.</param>
    public static IReadOnlyList<string> Of(RunFacts facts, RunContent content)
    {
        var metrics = facts.Metrics;
        var warnings = new List<string>();
        AddIf(facts.FailedSequences.Count, $"{Count(facts.FailedSequences.Count, "sequence")} got no score for a reading frame: "
            + $"{string.Join(", ", facts.FailedSequences.Take(IdsNamed))}{(facts.FailedSequences.Count > IdsNamed ? ", …" : "")}. "
            + "The same command with --resume computes them again.");
        AddIf(content.Calls.Uncalled, $"{Count(content.Calls.Uncalled, "sequence")} without a call: no chunk has a reading frame with a score.");
        AddIf(metrics.EmptySequences, $"{Count(metrics.EmptySequences, "empty sequence")} in the input, without a result.");
        AddIf(metrics.ChunksWithoutFrames, $"{Count(metrics.ChunksWithoutFrames, "chunk")} without a reading frame free of stop codons, and so without a score.");
        AddIf(metrics.Dnabert.RecomputedRows + metrics.Esm.RecomputedRows,
            $"{Count(metrics.Dnabert.RecomputedRows + metrics.Esm.RecomputedRows, "embedding")} computed again in FP32: the reduced precision gave no finite value.");
        AddIf(metrics.Dnabert.RetriedBatches + metrics.Esm.RetriedBatches,
            $"{Count(metrics.Dnabert.RetriedBatches + metrics.Esm.RetriedBatches, "batch", "batches")} failed on a device and were computed again.");
        return warnings;

        void AddIf(long count, string warning)
        {
            if (count > 0)
            {
                warnings.Add(warning);
            }
        }
    }

    private static string Count(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
