using System.Globalization;
using System.IO.Compression;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Outputs;

/// <summary>Viral and non-viral sequences and viral regions, as a run writes them.</summary>
public sealed class SequenceExportTests : IDisposable
{
    private const int ChunkLengthBp = 100;

    private static readonly SequenceFileNames All = new() { Viral = "v.fa", Nonviral = "n.fa", ViralRegions = "r.fa" };

    // Lower case, letters that are no bases, sequences without an open frame, headers with more than an id; shorter and longer than a shard.
    private static readonly string Input = Fixture.Path("e2e/input.fa");

    private readonly PredictFixture _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void SequencesAreWrittenWholeByTheirCall()
    {
        Run();

        var calls = _run.Contigs.TrimEnd('\n').Split('\n').Skip(1).Select(row => row.Split('\t')).ToDictionary(row => row[0], row => row[1]);
        Assert.All((string[])["Viral", "Non-viral", "Ambiguous"], call => Assert.Contains(call, calls.Values));
        Assert.Equal(Fasta(Records().Where(record => calls.GetValueOrDefault(record.Id) == "Viral")), Read("v.fa"));
        Assert.Equal(Fasta(Records().Where(record => calls.GetValueOrDefault(record.Id) == "Non-viral")), Read("n.fa"));
        Assert.Contains(Records(), record => !calls.ContainsKey(record.Id));
    }

    [Fact]
    public void RegionsAreTheRunsOfViralChunksInTheTable()
    {
        Run();

        // From the table of chunks and where chunks lie. A chunk that is missing there ends a region.
        var viral = _run.Chunks.TrimEnd('\n').Split('\n').Skip(1).Select(row => row.Split('\t')).Where(row => row[1] == "True")
            .ToDictionary(row => row[0], row => double.Parse(row[3], CultureInfo.InvariantCulture));
        List<(string Id, ReadOnlyMemory<byte> Bases)> expected = [];
        foreach (var record in Records())
        {
            var ranges = Chunker.Ranges(record.LengthBp, ChunkLengthBp);
            for (var first = 0; first < ranges.Length; first++)
            {
                var scores = Enumerable.Range(first, ranges.Length - first).Select(i => $"{record.Id}_chunk_{i + 1}")
                    .TakeWhile(viral.ContainsKey).Select(id => viral[id]).ToArray();
                if (scores.Length > 0)
                {
                    var (start, end) = (ranges[first].Start, ranges[first + scores.Length - 1].End);
                    var mean = Math.Round(scores.Average(), 3).ToString("0.0##", CultureInfo.InvariantCulture);
                    expected.Add(($"{record.Id}:{start + 1}-{end} mean_max_score_1={mean} chunks={scores.Length}", record.Bases[start..end]));
                    first += scores.Length;
                }
            }
        }

        Assert.Contains(expected, region => region.Id.EndsWith("chunks=1", StringComparison.Ordinal));
        Assert.Contains(expected, region => !region.Id.EndsWith("chunks=1", StringComparison.Ordinal));
        Assert.Equal(Fasta(expected.Select(region => new SequenceRecord(region.Id, region.Bases, 1, 0))), Read("r.fa"));
    }

    [Fact]
    public void OnlyTheViralSequencesAreWrittenUnasked()
    {
        var summary = Run(new SequenceFileNames());

        Assert.Equal(
            ["viral.fasta", "prediction_results.txt", "prediction_results_highestscore.csv", "contigs.tsv", "report.html", "summary.json"],
            summary.Files.Select(Path.GetFileName));
        Assert.Equal(summary.Calls.Viral, Read("viral.fasta").Split('\n').LongCount(line => line.StartsWith('>')));
    }

    [Fact]
    public void NamesWithGzAreCompressedToTheSameBytesEachTime()
    {
        Run();
        var (viral, regions) = (Read("v.fa"), Read("r.fa"));

        var first = Compressed();
        var second = Compressed();

        Assert.Equal([viral, regions], first.Select(Decompressed));
        Assert.Equal(first, second);

        // The header's time is 0, and there is no name.
        Assert.All(first, file => Assert.Equal([0x1F, 0x8B, 8, 0, 0, 0, 0, 0], file[..8]));

        byte[][] Compressed()
        {
            Run(new SequenceFileNames { Viral = "v.fa.gz", ViralRegions = "r.FA.GZ" });
            return [.. ((string[])["v.fa.gz", "r.FA.GZ"]).Select(name => File.ReadAllBytes(Path.Combine(_run.Output, name)))];
        }
    }

    [Fact]
    public void FileOfNoSequenceIsValid()
    {
        Run(new SequenceFileNames { Viral = "v.fa", Nonviral = "n.fa.gz" }, _run.Input(">a\nA\n"));

        Assert.Equal("", Read("v.fa"));
        var packed = File.ReadAllBytes(Path.Combine(_run.Output, "n.fa.gz"));
        Assert.NotEmpty(packed);
        Assert.Equal("", Decompressed(packed));
    }

    [Theory]
    [InlineData("a/b.fa", "no name for a result file")]
    [InlineData("..", "no name for a result file")]
    [InlineData("", "no name for a result file")]
    [InlineData("contigs.tsv", "the name of another file")]
    [InlineData("Prediction_Results.txt", "the name of another file")]
    [InlineData("input_protein.faa", "the name of another file")]
    [InlineData("virnucpro.log", "the name of another file")]
    [InlineData("run.db-journal", "the name of another file")]
    [InlineData("contigs.tsv.tmp", "the name of another file")]
    [InlineData("viral.fasta", "the name of another file")]
    public void NameThatIsTakenOrNoneIsRefused(string name, string reason)
    {
        foreach (var names in (SequenceFileNames[])[new() { Nonviral = name }, new() { ViralRegions = name }, new() { Viral = name, ViralRegions = name }])
        {
            var failure = _run.Fail(new FakeModels(), Input, options => options with { SequenceFiles = names });

            Assert.Equal(FailureKind.Usage, failure.Kind);
            Assert.StartsWith($"'{name}' is {reason}", failure.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_run.Output));
        }
    }

    private static List<SequenceRecord> Records()
    {
        using var reader = new SequenceReader(File.OpenRead(Input), "input.fa");
        List<SequenceRecord> records = [];
        while (reader.TryRead(out var record))
        {
            records.Add(record);
        }

        return records;
    }

    private static string Fasta(IEnumerable<SequenceRecord> records) => string.Concat(records.Select(record =>
        $">{record.Id}\n{string.Concat(record.Bases.ToArray().Chunk(60).Select(line => $"{System.Text.Encoding.ASCII.GetString(line)}\n"))}"));

    private static string Decompressed(byte[] packed)
    {
        using var text = new StreamReader(new GZipStream(new MemoryStream(packed), CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_run.Output, name));

    private RunSummary Run(SequenceFileNames? names = null, string? input = null) => _run.Run(
        new FakeModels(),
        input ?? Input,
        options => options with
        {
            ExpectedLengthBp = ChunkLengthBp,
            ShardChunks = 7,
            SequenceFiles = names ?? All,
            ContigRules = new() { MinChunks = 1 },
            Force = true,
        });
}
