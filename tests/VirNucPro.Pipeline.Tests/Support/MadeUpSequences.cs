using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Report;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Called sequences with made-up scores, and a run around them.</summary>
internal static class MadeUpSequences
{
    private const int ChunkLengthBp = 500;

    /// <summary>A sequence whose chunks score around a mean.</summary>
    /// <param name="record">Its record, which the scores depend on.</param>
    /// <param name="chunks">Its chunks, without overlap.</param>
    /// <param name="id">Its id.</param>
    /// <param name="virus">The mean virus score; null makes one up.</param>
    public static CalledSequence Make(long record, int chunks, string? id = null, double? virus = null)
    {
        var random = new Random((int)record);
        id ??= $"contig_{record}";
        var mean = virus ?? random.NextDouble();
        var results = new ChunkResult[chunks];
        var scores = new ContigScores();
        for (var i = 0; i < chunks; i++)
        {
            var score = (float)Math.Clamp(mean + ((random.NextDouble() - 0.5) / 5), 0, 1);
            results[i] = new ChunkResult(
                id, record, i + 1, i * ChunkLengthBp, ChunkLengthBp, 0, [new FrameResult(ReadingFrame.F1, new FrameScore(1 - score, score))]);
            scores.Add(1 - score, score);
        }

        return new CalledSequence(id, record, results, scores.Call(new ContigRules()));
    }

    /// <summary>A run of some sequences.</summary>
    /// <param name="content">They.</param>
    /// <param name="isDemo">With demo models.</param>
    public static RunFacts Facts(RunContent content, bool isDemo = false)
    {
        var encoder = new EncoderMetrics(12_000, 240, 3, 0, 16_384);
        return new RunFacts
        {
            Version = "1.2.3",
            Inputs = ["contigs <&>.fasta"],
            ChunkLengthBp = ChunkLengthBp,
            Rules = new ContigRules(),
            Parameters = [new RunParameter("chunk length", "500 bp")],
            Sessions = [new RunSession(1, "2026-03-01T10:00:00Z", "1.2.3", "cpu, fp32, libtorch 2.10.0", "[]", 12, 1)],
            Written = new DateTimeOffset(2026, 3, 1, 10, 0, 12, TimeSpan.Zero),
            Metrics = new RunMetrics
            {
                Sequences = content.Selection.Offered,
                EmptySequences = 0,
                Chunks = content.Selection.Offered,
                ChunksWithoutFrames = 0,
                ViralChunks = 0,
                Frames = content.Selection.Offered,
                Dnabert = encoder,
                Esm = encoder,
                PeakMemoryBytes = 1 << 28,
                Device = "cpu",
                Precision = "fp32",
                LibtorchVersion = "2.10.0",
                Models = new ModelFingerprints("0123456789abcdef", "0123456789abcdef", null),
                Shards = 1,
                ReusedShards = 0,
                EarlierSeconds = 0,
                DemoNotice = isDemo ? "Demo models: this means nothing." : null,
            },
            SessionSeconds = 12,
            SessionStages = new StageSeconds { [PipelineStage.DnabertExtraction] = 7, [PipelineStage.EsmExtraction] = 5 },
            Work = new ShardWorkSum(),
            FailedSequences = [],
        };
    }
}
