using System.Text;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>Files that are cut, damaged or of another kind: exit code 65 and one line that names the file.</summary>
public sealed class MalformedInputTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _models;
    private readonly TemporaryDirectory _directory = new();

    public MalformedInputTests(DemoModels models) => _models = models;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("reads.fq.gz", 5, "gzip member that starts at byte 0")]
    [InlineData("reads.fq.gz", 1000, "gzip member that starts at byte 0")]
    [InlineData("reads.fq.gz", -1, "gzip member that starts at byte 0")]
    [InlineData("reads.fq.gz", -8, "gzip member that starts at byte 0")]
    [InlineData("reads.members.fq.gz", -300, "so it is cut or damaged")]
    [InlineData("reads.bgzip.fq.gz", 100, "BGZF block that starts at byte 0")]
    [InlineData("reads.bgzip.fq.gz", -3, "BGZF block")]
    [InlineData("reads.bam", 500, "BGZF block")]
    [InlineData("reads.bam", -28, "empty block that ends every BAM file is missing")]
    [InlineData("reads.fq.zst", 60, "zstd frame")]
    [InlineData("reads.frames.fq.zst", -2, "zstd frame")]
    [InlineData("reads.fq", -400, "record 24 (read_24)")]
    public async Task CutFile(string file, int length, string mentioned)
    {
        var whole = Read(file);

        await AssertRefused(whole[..(length < 0 ? whole.Length + length : length)], mentioned);
    }

    [Theory]
    [InlineData("reads.fq.gz", 2000, "gzip member")]
    [InlineData("reads.bam", 16, "BGZF block that starts at byte 0")]
    [InlineData("lambda_paired_unmapped.bam", 100_000, "BGZF block that starts at byte ")]
    [InlineData("reads.fq.zst", 2000, "zstd data")]
    public async Task ChangedByte(string file, int position, string mentioned)
    {
        var content = Read(file);
        content[position] ^= 0x20;

        await AssertRefused(content, mentioned);
    }

    [Theory]
    [InlineData("@a\nACGT\n+\nIII\n@b\nAC\n+\nII\n", "record 1 (a)")]
    [InlineData("@a\nACGT\n@b\nAC\n+\nII\n", "record 1 (a)")]
    [InlineData("@a\nAC\n+\nII\n>b\nAC\n", "line 5")]
    [InlineData("@a\r\nAC\0T\r\n+\r\nIIII\r\n", "line 2, record 1 (a): a NUL byte")]
    [InlineData("@CO\tx\nr\t4\t*\t0\t0\t*\t*\t0\t0\tAC\n", "line 2: 10 column(s)")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF\0\u0001", "a NUL byte")]
    [InlineData("BAM\u0001\u00FF\u00FF\u00FF\u007F", "BAM header")]
    [InlineData("ID\tlength\ncontig\t500\n", "not FASTA")]
    public async Task TextThatCannotBeUsed(string text, string mentioned) => await AssertRefused(Encoding.Latin1.GetBytes(text), mentioned);

    [Fact]
    public async Task SecondOfTwoFiles()
    {
        var run = await Predict(Fixture.Path("formats/reads.fa"), _directory.Write("second.fq", "@a\nACGT\n+\nIII\n"));

        AssertOneLine(run, "second.fq, line 4, record 1 (a)");
    }

    [Fact]
    public async Task LineOfTenMegabytesThatIsNoSequence() => await AssertRefused(Encoding.ASCII.GetBytes($"@{new string('x', 10_000_000)}\nAC\n"), "line 1");

    private static byte[] Read(string file) => File.ReadAllBytes(Fixture.Path($"formats/{file}"));

    private static void AssertOneLine(ProgramRun run, string mentioned)
    {
        Assert.Equal((65, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^error: [^\n]+\n$", run.Errors);
        Assert.Contains(mentioned, run.Errors, StringComparison.Ordinal);
    }

    private async Task AssertRefused(byte[] content, string mentioned)
    {
        File.WriteAllBytes(_directory["input.fa"], content);

        var run = await Predict(_directory["input.fa"]);

        AssertOneLine(run, mentioned);
        Assert.StartsWith($"error: {_directory["input.fa"]}", run.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramRun> Predict(params string[] inputs) =>
        ProgramRun.Start(["predict", .. inputs, "--models", _models.Path, "-o", _directory["out"], "-q"]);
}
