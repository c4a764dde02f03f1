using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Report;

/// <summary><c>summary.json</c>, which <c>docs/summary.md</c> describes; <c>report.html</c> has it inside.</summary>
internal static class SummaryDocument
{
    /// <summary>Goes up when a key goes away or changes its meaning; a new key does not count.</summary>
    public const int FormatVersion = 1;

    /// <summary>Keys of the tiers, as <c>contigs.tsv</c> names them, best first.</summary>
    private static readonly (ContigTier Tier, string Key)[] Tiers =
    [
        (ContigTier.HighConfidence, "high_confidence"),
        (ContigTier.ModerateConfidence, "moderate_confidence"),
        (ContigTier.LowConfidence, "low_confidence"),
        (ContigTier.Review, "review"),
    ];

    private static readonly (ContigVerdict Verdict, string Key)[] Verdicts =
    [
        (ContigVerdict.Viral, "viral"),
        (ContigVerdict.Ambiguous, "ambiguous"),
        (ContigVerdict.Nonviral, "nonviral"),
    ];

    private static readonly (PipelineStage Stage, string Key)[] Stages =
    [
        (PipelineStage.SequenceChunking, "sequence_chunking"),
        (PipelineStage.SixFrameTranslation, "six_frame_translation"),
        (PipelineStage.NucleotideSplitting, "nucleotide_splitting"),
        (PipelineStage.ProteinSplitting, "protein_splitting"),
        (PipelineStage.DnabertExtraction, "dnabert_s_extraction"),
        (PipelineStage.EsmExtraction, "esm2_extraction"),
        (PipelineStage.FeatureMerging, "feature_merging"),
        (PipelineStage.ModelPrediction, "model_prediction"),
        (PipelineStage.ConsensusScoring, "consensus_scoring"),
    ];

    /// <summary>A tier's key.</summary>
    /// <param name="tier">The tier.</param>
    public static string KeyOf(ContigTier tier) => Tiers.First(entry => entry.Tier == tier).Key;

    /// <summary>A verdict's key.</summary>
    /// <param name="verdict">The verdict.</param>
    public static string KeyOf(ContigVerdict verdict) => Verdicts.First(entry => entry.Verdict == verdict).Key;

    /// <summary>Writes the file.</summary>
    /// <param name="target">Where to; left open.</param>
    /// <param name="facts">The run.</param>
    /// <param name="content">Its results.</param>
    public static void WriteFile(Stream target, RunFacts facts, RunContent content)
    {
        using (var json = new Utf8JsonWriter(target, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            Write(json, facts, content);
        }

        target.WriteByte((byte)'\n');
    }

    /// <summary>Writes the document as a JSON object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="facts">The run.</param>
    /// <param name="content">Its results.</param>
    public static void Write(Utf8JsonWriter json, RunFacts facts, RunContent content)
    {
        var metrics = facts.Metrics;
        json.WriteStartObject();
        json.WriteString("format", "virnucpro-summary");
        json.WriteNumber("format_version", FormatVersion);
        json.WriteString("verdict", VerdictSentence.Of(content));
        json.WriteBoolean("demo_models", metrics.DemoNotice is not null);
        WriteProgram(json, facts);
        WriteRun(json, facts);
        WriteList(json, "inputs", facts.Inputs);
        WriteCounts(json, facts, content);
        WriteCalls(json, content.Calls);
        WriteParameters(json, facts);
        json.WriteStartObject("models");
        json.WriteString("dnabert_s", metrics.Models.DnabertS);
        json.WriteString("esm2", metrics.Models.Esm2);
        json.WriteString("classifier", metrics.Models.Classifier);
        json.WriteEndObject();
        json.WriteStartObject("compute");
        WriteList(json, "devices", facts.Work.Devices.Count > 0 ? facts.Work.Devices : [metrics.Device]);
        json.WriteString("precision", metrics.Precision);
        json.WriteNumber("peak_memory_bytes", metrics.PeakMemoryBytes);
        json.WriteEndObject();
        json.WriteStartObject("stage_seconds");
        foreach (var (stage, key) in Stages)
        {
            json.WriteNumber(key, Rounded(facts.Stages[stage], 3));
        }

        json.WriteEndObject();
        json.WriteStartObject("throughput");
        WriteThroughput(json, "dnabert_s", facts.Dnabert);
        WriteThroughput(json, "esm2", facts.Esm);
        json.WriteEndObject();
        WriteList(json, "warnings", RunWarnings.Of(facts, content));
        json.WriteEndObject();
    }

    private static void WriteProgram(Utf8JsonWriter json, RunFacts facts)
    {
        json.WriteStartObject("program");
        json.WriteString("name", "virnucpro");
        json.WriteString("version", facts.Version);
        json.WriteString("libtorch", facts.Metrics.LibtorchVersion);
        json.WriteString("dotnet", Environment.Version.ToString());
        json.WriteString("platform", RuntimeInformation.RuntimeIdentifier);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, RunFacts facts)
    {
        json.WriteStartObject("run");
        json.WriteString("started", facts.Sessions[0].Started);
        json.WriteString("written", facts.Written.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("wall_seconds", Rounded(facts.WallSeconds, 3));
        json.WriteNumber("shards", facts.Metrics.Shards);
        json.WriteNumber("reused_shards", facts.Metrics.ReusedShards);
        json.WriteStartArray("sessions");
        foreach (var session in facts.Sessions)
        {
            json.WriteStartObject();
            json.WriteString("started", session.Started);
            json.WriteString("version", session.Version);
            json.WriteString("computed_on", session.Arguments);
            json.WriteNumber("shards", session.Shards);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, RunFacts facts, RunContent content)
    {
        var metrics = facts.Metrics;
        json.WriteStartObject("counts");
        json.WriteNumber("sequences", metrics.Sequences);
        json.WriteNumber("empty_sequences", metrics.EmptySequences);
        json.WriteNumber("failed_sequences", facts.FailedSequences.Count);
        json.WriteNumber("bases", content.Bases);
        json.WriteNumber("chunks", metrics.Chunks);
        json.WriteNumber("chunks_without_frames", metrics.ChunksWithoutFrames);
        json.WriteNumber("viral_chunks", metrics.ViralChunks);
        json.WriteNumber("frames", metrics.Frames);
        json.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter json, CallsByTier calls)
    {
        json.WriteStartObject("calls");
        foreach (var (verdict, key) in Verdicts)
        {
            json.WriteStartObject(key);
            json.WriteNumber("total", calls[verdict]);
            foreach (var (tier, tierKey) in Tiers)
            {
                json.WriteNumber(tierKey, calls[verdict, tier]);
            }

            json.WriteEndObject();
        }

        json.WriteNumber("uncalled", calls.Uncalled);
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, RunFacts facts)
    {
        json.WriteStartObject("parameters");
        json.WriteNumber("chunk_length_bp", facts.ChunkLengthBp);
        json.WriteNumber("min_chunks", facts.Rules.MinChunks);
        json.WriteNumber("min_viral_proportion", facts.Rules.MinViralProportion);
        json.WriteNumber("min_nonviral_proportion", facts.Rules.MinNonviralProportion);
        json.WriteEndObject();
        json.WriteStartObject("results_depend_on");
        foreach (var (name, value) in facts.Parameters)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private static void WriteThroughput(Utf8JsonWriter json, string key, EncoderThroughput throughput)
    {
        json.WriteStartObject(key);
        json.WriteNumber("tokens", throughput.Tokens);
        json.WriteNumber("tokens_per_second", Rounded(throughput.TokensPerSecond, 1));
        if (throughput.PaddingShare is { } padding)
        {
            json.WriteNumber("padding_share", Rounded(padding, 5));
        }
        else
        {
            json.WriteNull("padding_share");
        }

        json.WriteNumber("recomputed_in_fp32", throughput.RecomputedRows);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string key, IEnumerable<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    // A double keeps digits that no clock has.
    private static decimal Rounded(double value, int digits) => Math.Round((decimal)value, digits);
}
