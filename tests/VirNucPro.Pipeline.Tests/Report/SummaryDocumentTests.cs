using System.Text;
using System.Text.Json;
using VirNucPro.Pipeline.Report;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Report;

public class SummaryDocumentTests
{
    // A key that goes away, or means something else, needs a new format version, here and in docs/summary.md.
    private static readonly string[] Keys =
    [
        "calls.ambiguous.high_confidence", "calls.ambiguous.low_confidence", "calls.ambiguous.moderate_confidence", "calls.ambiguous.review", "calls.ambiguous.total",
        "calls.nonviral.high_confidence", "calls.nonviral.low_confidence", "calls.nonviral.moderate_confidence", "calls.nonviral.review", "calls.nonviral.total",
        "calls.uncalled",
        "calls.viral.high_confidence", "calls.viral.low_confidence", "calls.viral.moderate_confidence", "calls.viral.review", "calls.viral.total",
        "compute.devices[]", "compute.peak_memory_bytes", "compute.precision",
        "counts.bases", "counts.chunks", "counts.chunks_without_frames", "counts.empty_sequences", "counts.failed_sequences", "counts.frames", "counts.sequences", "counts.viral_chunks",
        "demo_models", "format", "format_version", "inputs[]",
        "models.classifier", "models.dnabert_s", "models.esm2",
        "parameters.chunk_length_bp", "parameters.min_chunks", "parameters.min_nonviral_proportion", "parameters.min_viral_proportion",
        "program.dotnet", "program.libtorch", "program.name", "program.platform", "program.version",
        "results_depend_on.chunk length",
        "run.reused_shards", "run.sessions[].computed_on", "run.sessions[].shards", "run.sessions[].started", "run.sessions[].version", "run.shards", "run.started", "run.wall_seconds", "run.written",
        "stage_seconds.consensus_scoring", "stage_seconds.dnabert_s_extraction", "stage_seconds.esm2_extraction", "stage_seconds.feature_merging", "stage_seconds.model_prediction",
        "stage_seconds.nucleotide_splitting", "stage_seconds.protein_splitting", "stage_seconds.sequence_chunking", "stage_seconds.six_frame_translation",
        "throughput.dnabert_s.padding_share", "throughput.dnabert_s.recomputed_in_fp32", "throughput.dnabert_s.tokens", "throughput.dnabert_s.tokens_per_second",
        "throughput.esm2.padding_share", "throughput.esm2.recomputed_in_fp32", "throughput.esm2.tokens", "throughput.esm2.tokens_per_second",
        "verdict", "warnings[]",
    ];

    [Fact]
    public void KeysAreThoseThatTheDocumentationPromises()
    {
        using var summary = Write(out var text);

        Assert.Equal(1, SummaryDocument.FormatVersion);
        Assert.Equal(1, summary.RootElement.GetProperty("format_version").GetInt32());
        Assert.Equal(Keys.Order(StringComparer.Ordinal), KeysOf(summary.RootElement, "").Distinct().Order(StringComparer.Ordinal));
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void CallsAddUpToTheSequences()
    {
        using var summary = Write(out _);

        var calls = summary.RootElement.GetProperty("calls");
        Assert.Equal((1, 1, 1), (Total("viral"), Total("ambiguous"), Total("nonviral")));
        Assert.Equal(1, calls.GetProperty("viral").GetProperty("high_confidence").GetInt32());
        Assert.Equal(9000, summary.RootElement.GetProperty("counts").GetProperty("bases").GetInt64());
        Assert.Equal(4000m, summary.RootElement.GetProperty("throughput").GetProperty("esm2").GetProperty("tokens_per_second").GetDecimal());

        int Total(string verdict) => calls.GetProperty(verdict).GetProperty("total").GetInt32();
    }

    private static JsonDocument Write(out string text)
    {
        var content = new RunContent();
        foreach (var (virus, i) in ((double[])[1, 0.5, 0]).Select((virus, i) => (virus, i)))
        {
            content.Add(MadeUpSequences.Make(i + 1, 6, virus: virus));
        }

        using var target = new MemoryStream();
        var facts = MadeUpSequences.Facts(content);
        SummaryDocument.WriteFile(target, facts with { FailedSequences = ["contig_9"] }, content);
        text = Encoding.UTF8.GetString(target.ToArray());
        return JsonDocument.Parse(text);
    }

    private static IEnumerable<string> KeysOf(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => KeysOf(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array => element.GetArrayLength() == 0 ? [$"{path}[]"] : element.EnumerateArray().SelectMany(item => KeysOf(item, $"{path}[]")),
        _ => [path],
    };
}
