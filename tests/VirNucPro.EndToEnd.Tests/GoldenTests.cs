namespace VirNucPro.EndToEnd.Tests;

/// <summary>The whole way from FASTA to verdict against what the reference's code computed with the same tiny models.</summary>
public sealed class GoldenTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [RealTokenizerTheory]
    [InlineData(300)]
    [InlineData(500)]
    public async Task PredictGivesTheReferencesResults(int lengthBp)
    {
        var golden = Fixture.Path($"e2e/chunk{lengthBp}");
        var output = _directory["out"];

        var run = await ProgramRun.Start(
            "predict", Fixture.Path("e2e/input.fa"), "--models", ModelFolders.AssembleGolden(_directory), "-o", output, "-m", $"{lengthBp}",
            "-d", "cpu", "--keep-intermediate");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.DoesNotContain("demo", run.Errors, StringComparison.Ordinal);
        AssertSameBytes(Path.Combine(golden, $"input_chunked{lengthBp}.fa"), Path.Combine(output, $"input_chunked{lengthBp}.fa"));
        AssertSameBytes(Path.Combine(golden, "input_identified_nucleotide.fa"), Path.Combine(output, "input_nucleotide.fa"));
        AssertSameBytes(Path.Combine(golden, "input_identified_protein.faa"), Path.Combine(output, "input_protein.faa"));
        ReferenceTables.AssertSame(golden, output);
    }

    [Fact]
    public async Task EmbedGivesTheReferencesEmbeddings()
    {
        var proteins = Fixture.Path("e2e/proteins.fa");

        var run = await ProgramRun.Start(
            "embed", "--encoder", "esm2", "--models", ModelFolders.AssembleEsm2(_directory), proteins, "-o", _directory["proteins.npy"], "-d", "cpu");

        Assert.True(run.ExitCode == 0, run.Errors);
        var truth = Npy.Read(Fixture.Path("esm2/a/golden/mean_single_f64.npy"));
        var embeddings = Npy.Read(_directory["proteins.npy"]);
        Assert.Equal((truth.Rows, truth.Columns), (embeddings.Rows, embeddings.Columns));

        // The numeric contract's bar; the reference's own float32 error is up to 4e-6.
        Assert.All(truth.Values.Zip(embeddings.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.Equal(
            File.ReadLines(proteins).Where(line => line.StartsWith('>')).Select(line => line[1..].Split(' ')[0]),
            File.ReadLines(_directory["proteins.ids.txt"]));
    }

    private static void AssertSameBytes(string expected, string actual) =>
        Assert.Equal(File.ReadAllText(expected), File.ReadAllText(actual));
}
