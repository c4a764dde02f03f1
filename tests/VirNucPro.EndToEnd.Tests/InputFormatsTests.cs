namespace VirNucPro.EndToEnd.Tests;

/// <summary>The same reads give the same results to the byte, whatever they come in.</summary>
public sealed class InputFormatsTests : IClassFixture<DemoModels>, IDisposable
{
    private static readonly string[] Titles = ["gi|12|ref|NC_1.1| x", "read/1 y", "é中_β z", "read/1"];
    private static readonly string[] ResultFiles = ["prediction_results.txt", "prediction_results_highestscore.csv"];

    private readonly DemoModels _models;
    private readonly TemporaryDirectory _directory = new();

    public InputFormatsTests(DemoModels models) => _models = models;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SameReadsGiveIdenticalResultsFromEveryFormat()
    {
        await Predict("expected", Reads("reads.fa"));
        Assert.True(File.ReadLines(_directory[$"expected/{ResultFiles[1]}"]).Count() > 3);

        foreach (var file in (string[])["reads.fq", "reads.fq.gz", "reads.members.fq.gz", "reads.bgzip.fq.gz", "reads.fq.zst", "reads.frames.fq.zst", "reads.bam", "reads.sam"])
        {
            await Predict(file, Reads(file));
            AssertSame("expected", file);
        }

        foreach (var file in (string[])["reads.fa", "reads.fq.gz", "reads.fq.zst", "reads.bam", "reads.sam"])
        {
            var output = $"stdin-{file}";
            var run = await ProgramRun.StartFromShell($"\"$@\" <'{Reads(file)}'", "predict", "-", "--models", _models.Path, "-o", _directory[output], "-q");
            Assert.True(run.ExitCode == 0, run.Errors);
            AssertSame("expected", output);
        }
    }

    [Fact]
    public async Task SeveralInputsGiveTheResultsOfOne()
    {
        var lines = File.ReadAllLines(Reads("reads.fa"));
        var first = _directory.Write("first.fa", string.Join('\n', lines[..20]) + "\n");
        var rest = _directory.Write("rest.fa", string.Join('\n', lines[20..]) + "\n");
        await Predict("expected", Reads("reads.fa"));

        await Predict("several", first, rest);

        AssertSame("expected", "several");
        var run = await ProgramRun.StartFromShell($"\"$@\" <'{rest}'", "predict", first, "-", "--models", _models.Path, "-o", _directory["piped"], "-q");
        Assert.True(run.ExitCode == 0, run.Errors);
        AssertSame("expected", "piped");
    }

    [Fact]
    public async Task IdsKeepTheirLettersInEveryResultAndBothMatesAreThere()
    {
        // No stop codon in any frame of either strand.
        var bases = string.Concat(Enumerable.Repeat("GCCGGC", 30));
        var input = _directory.Write("ids.fq", string.Concat(Titles.Select(title => $"@{title}\n{bases}\n+\n{new string('I', bases.Length)}\n")));

        var run = await ProgramRun.Start("predict", input, "--models", _models.Path, "-o", _directory["out"], "--no-progress", "-k");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains($"warning: {input}: 1 sequence(s) had the id of an earlier one and got a suffix: 'read/1' (record 4) is now 'read/1_1'\n", run.Errors, StringComparison.Ordinal);
        foreach (var file in ResultFiles)
        {
            Assert.Equal(
                ["gi|12|ref|NC_1.1|_chunk_1", "read/1_chunk_1", "é中_β_chunk_1", "read/1_1_chunk_1"],
                Table.Read(_directory[$"out/{file}"]).Rows.Select(row => file == ResultFiles[0] ? row[0][..^2] : row[0]).Distinct());
        }

        Assert.Contains(">é中_β_chunk_1\n", File.ReadAllText(_directory["out/ids_chunked500.fa"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmbeddingsAreTheSameFromEveryFormatAndFromSeveralInputs()
    {
        await Embed("a", Reads("reads.fa"), Reads("alignments.fasta"));
        await Embed("b", Reads("reads.bam"), Reads("alignments.sam"));

        Assert.Equal(File.ReadAllBytes(_directory["a.npy"]), File.ReadAllBytes(_directory["b.npy"]));
        Assert.Equal(File.ReadAllLines(_directory["a.ids.txt"]), File.ReadAllLines(_directory["b.ids.txt"]));
        Assert.Contains("read3|x/é_1", File.ReadAllLines(_directory["a.ids.txt"]));
    }

    private static string Reads(string file) => Fixture.Path($"formats/{file}");

    private async Task Predict(string output, params string[] inputs)
    {
        var run = await ProgramRun.Start(["predict", .. inputs, "--models", _models.Path, "-o", _directory[output], "-q"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
    }

    private async Task Embed(string output, params string[] inputs)
    {
        var run = await ProgramRun.Start(["embed", "--encoder", "dnabert-s", .. inputs, "--models", _models.Path, "-o", _directory[$"{output}.npy"], "-q"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
    }

    private void AssertSame(string expected, string actual)
    {
        foreach (var file in ResultFiles)
        {
            Assert.True(
                File.ReadAllBytes(_directory[$"{expected}/{file}"]).AsSpan().SequenceEqual(File.ReadAllBytes(_directory[$"{actual}/{file}"])),
                $"{actual}: {file} is another");
        }
    }
}
