using System.IO.Compression;
using System.Text;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Input;

public sealed class SequenceInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLoggers _loggers = new();

    public void Dispose()
    {
        _folder.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public void FilesAreReadAsIfOneFollowedTheOther()
    {
        using var input = Open(Write("a.fa", ">a\nACGT\n>b\nAC\n"), Write("b.fq", "@c\nGG\n+\nII\n"), Write("c.fa", ">d\nTT\n>e\nT\n"));

        var records = input.Read().ToArray();

        Assert.Equal(["a ACGT 1 8", "b AC 2 14", "c GG 3 25", "d TT 4 31", "e T 5 36"], records.Select(Describe));
        Assert.Equal((5L, 36L), (input.Sequences, input.LengthBytes));
        Assert.Equal(
            [$"record 1 of {Path("a.fa")}", $"record 2 of {Path("a.fa")}", $"record 1 of {Path("b.fq")}", $"record 1 of {Path("c.fa")}", $"record 2 of {Path("c.fa")}"],
            records.Select(record => input.DescribeRecord(record.Number)));
        Assert.Empty(_loggers.Warnings);
    }

    [Fact]
    public void IdsAreUniqueOverAllFilesAndOneWarningCountsTheChanges()
    {
        using var input = Open(Write("a.fa", ">r\nAC\n>s\nAC\n>r\nGT\n"), Write("b.fa", ">r\n\n>s\nAC\n>r_1\nAC\n"));

        Assert.Equal(["r", "s", "r_1", "s_1", "r_1_1"], input.Read().Select(record => record.Id));

        Assert.Collection(
            _loggers.Warnings,
            warning => Assert.Equal($"{Path("a.fa")} and 1 more input(s): no result for 1 empty sequence(s): 'r' (record 1 of {Path("b.fa")})", warning),
            warning => Assert.Equal(
                $"{Path("a.fa")} and 1 more input(s): 3 sequence(s) had the id of an earlier one and got a suffix: 'r' (record 3 of {Path("a.fa")}) is now 'r_1', "
                + $"'s' (record 2 of {Path("b.fa")}) is now 's_1', 'r_1' (record 3 of {Path("b.fa")}) is now 'r_1_1'",
                warning));
    }

    [Fact]
    public void WarningNamesTheFirstThree()
    {
        using var input = Open(Write("a.fa", string.Concat(Enumerable.Repeat(">r\nAC\n", 13))));

        Assert.Equal(13, input.Read().Select(record => record.Id).Distinct().Count());
        var warning = Assert.Single(_loggers.Warnings);
        Assert.Contains(": 12 sequence(s) had", warning, StringComparison.Ordinal);
        Assert.EndsWith("'r' (record 4) is now 'r_3', …", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void FileWithoutSequencesIsAnErrorAloneAndAWarningAmongOthers()
    {
        var empty = Write("unpaired.fq", "");

        Assert.Contains("holds no sequence", Assert.Throws<SequenceFormatException>(() => Open(empty)).Message, StringComparison.Ordinal);
        Assert.Contains("holds no sequence", Assert.Throws<SequenceFormatException>(() => Open(empty, empty)).Message, StringComparison.Ordinal);
        using var input = Open(empty, Write("a.fa", ">a\nAC\n"));
        Assert.Equal($"record 1 of {Path("a.fa")}", input.DescribeRecord(Assert.Single(input.Read()).Number));
        Assert.Equal([$"{empty} holds no sequence."], _loggers.Warnings);
    }

    [Fact]
    public void EveryFileIsLookedAtBeforeTheFirstIsRead()
    {
        var good = Write("a.fa", ">a\nAC\n");

        Assert.Contains(Path("b.csv"), Assert.Throws<SequenceFormatException>(() => Open(good, Write("b.csv", "x,y\n"))).Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.InputMissing, Assert.Throws<RunFailedException>(() => Open(good, Path("absent.fa"))).Kind);
        Assert.Equal(FailureKind.Usage, Assert.Throws<RunFailedException>(() => Open("-", good, "-")).Kind);
    }

    [Fact]
    public void BgzipWithoutItsEndMarkerIsRead()
    {
        var content = File.ReadAllBytes(Fixture.Path("formats/reads.bgzip.fq.gz"));
        File.WriteAllBytes(Path("cut.fq.gz"), content[..^28]);
        using var input = Open(Path("cut.fq.gz"));

        Assert.Equal(24, input.Read().Count());
        Assert.Contains("lacks the empty block that bgzip writes", Assert.Single(_loggers.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressCountsCompressedBytes()
    {
        File.WriteAllBytes(Path("a.fa.gz"), Gzip(">a\nACGT\n>b\nAC\n"));
        using var input = Open(Path("a.fa.gz"), Write("b.fa", ">c\nAC\n"));

        Assert.Equal(input.LengthBytes, input.Read().Last().EndOffset);
    }

    private static string Describe(SequenceRecord record) =>
        $"{record.Id} {Encoding.ASCII.GetString(record.Bases.Span)} {record.Number} {record.EndOffset}";

    private static byte[] Gzip(string text)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return file.ToArray();
    }

    private SequenceInput Open(params string[] paths) => SequenceInput.Open(paths, _loggers.CreateLogger("test"));

    private string Write(string name, string text) => _folder.Write(name, text);

    private string Path(string name) => _folder.Path(name);
}
