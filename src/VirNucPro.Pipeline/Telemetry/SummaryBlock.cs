using System.Globalization;
using System.Text;

namespace VirNucPro.Pipeline.Telemetry;

/// <summary>The block of text that ends a run's log.</summary>
internal static class SummaryBlock
{
    private const int BottleneckCount = 3;
    private static readonly string Rule = new('=', 64);

    public static string Format(StageSeconds stages, double wallSeconds, RunMetrics metrics)
    {
        var text = new StringBuilder();
        Line(text, Rule);
        Line(text, $"VirNucPro summary: {wallSeconds:F2} s wall time");
        Line(text, Rule);
        Line(text, $"{"Stage",-40}{"Seconds",12}{"Share",12}");
        foreach (var stage in PipelineStages.All)
        {
            Line(text, $"{PipelineStages.NameOf(stage),-40}{stages[stage],12:F2}{Share(stages[stage], wallSeconds),12}{Reused(stage, metrics)}");
        }

        Line(text, $"{"Total",-40}{stages.Total,12:F2}{Share(stages.Total, wallSeconds),12}");
        if (metrics.EarlierSeconds > 0)
        {
            Line(text, $"{"With the earlier runs",-40}{metrics.EarlierSeconds + wallSeconds,12:F2}");
        }

        Line(text, "");
        Line(text, "Top bottlenecks");
        var rank = 1;
        foreach (var stage in PipelineStages.All.OrderByDescending(s => stages[s]).Take(BottleneckCount))
        {
            Line(text, $"  {rank++}. {PipelineStages.NameOf(stage)} ({Share(stages[stage], wallSeconds)})");
        }

        Line(text, "");
        Line(text, "Key metrics");
        Metric(text, "Sequences", $"{metrics.Sequences:N0} ({metrics.EmptySequences:N0} empty)");
        Metric(text, "Chunks", $"{metrics.Chunks:N0} ({metrics.ChunksWithoutFrames:N0} without an open frame)");
        Metric(text, "Viral chunks", $"{metrics.ViralChunks:N0}");
        Metric(text, "Frames", $"{metrics.Frames:N0}");
        Encoder(text, EncoderNames.DnabertS, metrics.Dnabert);
        Encoder(text, EncoderNames.Esm2, metrics.Esm);
        Metric(text, "Peak memory (host)", $"{metrics.PeakMemoryBytes / (1024.0 * 1024.0):N0} MiB");
        Metric(text, "Device", $"{metrics.Device}, {metrics.Precision}, libtorch {metrics.LibtorchVersion}");
        Fingerprint(text, EncoderNames.DnabertS, metrics.Models.DnabertS);
        Fingerprint(text, EncoderNames.Esm2, metrics.Models.Esm2);
        Fingerprint(text, "Classifier", metrics.Models.Classifier);
        if (metrics.BaselineSeconds is { } baseline)
        {
            Metric(text, "Speed-up", $"{baseline / wallSeconds:F1} x (baseline {baseline:F2} s)");
        }

        if (metrics.DemoNotice is { } notice)
        {
            Line(text, "");
            Line(text, notice);
        }

        text.Append(Rule);
        return text.ToString();
    }

    private static void Encoder(StringBuilder text, string name, EncoderMetrics encoder)
    {
        if (encoder is { Tokens: 0, FailedRows: 0 })
        {
            return;
        }

        Metric(text, $"{name} tokens", $"{encoder.Tokens:N0}, {encoder.TokensPerSecond:N0} tokens/s");
        Metric(text, $"{name} padding", $"{encoder.PaddingShare * 100:F2} % in batches of up to {encoder.BudgetTokens:N0} tokens");
        Metric(text, $"{name} FP32 recomputations", $"{encoder.RecomputedRows:N0}");
        if (encoder.RetriedBatches > 0)
        {
            Metric(text, $"{name} batches tried again", $"{encoder.RetriedBatches:N0}");
        }

        if (encoder.FailedRows > 0)
        {
            Metric(text, $"{name} failed sequences", $"{encoder.FailedRows:N0}");
        }
    }

    private static void Fingerprint(StringBuilder text, string name, string? fingerprint) =>
        Metric(text, $"{name} fingerprint", $"{fingerprint ?? "none (not imported)"}");

    private static void Metric(StringBuilder text, string name, FormattableString value) =>
        Line(text, $"  {name,-31}{value.ToString(CultureInfo.InvariantCulture)}");

    // The input is always read and the results always written; what lies between comes from the checkpoint where it can.
    private static string Reused(PipelineStage stage, RunMetrics metrics) => metrics switch
    {
        { ReusedShards: 0 } => "",
        _ when stage is PipelineStage.SequenceChunking or PipelineStage.ConsensusScoring => "",
        _ when metrics.ReusedShards == metrics.Shards => "  skipped (checkpoint)",
        _ => string.Create(CultureInfo.InvariantCulture, $"  {metrics.ReusedShards:N0} of {metrics.Shards:N0} shards reused"),
    };

    private static string Share(double seconds, double wallSeconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{(wallSeconds > 0 ? 100 * seconds / wallSeconds : 0):F1} %");

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
