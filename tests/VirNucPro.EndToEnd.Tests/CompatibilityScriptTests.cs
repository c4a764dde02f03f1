namespace VirNucPro.EndToEnd.Tests;

/// <summary>The entry point that workflows for virnucpro-cuda call.</summary>
public sealed class CompatibilityScriptTests : IClassFixture<DemoModels>, IDisposable
{
    private static readonly string Script = Path.Combine(Fixture.RepositoryRoot, "containers", "virnucpro_cli.py");
    private static readonly string Bam = Fixture.Path("formats/lambda_paired_unmapped.bam");

    private readonly DemoModels _models;
    private readonly TemporaryDirectory _directory = new();

    public CompatibilityScriptTests(DemoModels models) => _models = models;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task OutputsAreTheTablesOfPredict()
    {
        var expected = await ProgramRun.Start("predict", Bam, "--models", _models.Path, "-m", "300", "-o", _directory["expected"], "-q");
        Assert.True(expected.ExitCode == 0, expected.Errors);

        var run = await Call(Bam, _directory["reads.virnucpro.tsv"], "--expected-length", "300", "--no-gpu", "--batch-size", "256", "--esm-batch-size=2048", "--threads", "2", "--persistent-models", "--resume");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(File.ReadAllText(_directory["expected/prediction_results.txt"]), File.ReadAllText(_directory["reads.virnucpro.tsv"]));
        Assert.Equal(File.ReadAllText(_directory["expected/prediction_results_highestscore.csv"]), File.ReadAllText(_directory["reads.virnucpro_highestscore.csv"]));
        Assert.False(Directory.Exists(_directory["reads.virnucpro.run"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--parallel")]
    public async Task CardThatIsNotThereIsNotReplacedByTheCpu(string option)
    {
        string[] rest = option.Length > 0 ? [option] : [];

        // A libtorch for the CPU sees no card on any machine.
        var run = await Call([Bam, _directory["out.tsv"], "--expected-length", "300", "--use-gpu", .. rest]);

        Assert.Equal(69, run.ExitCode);
        Assert.False(File.Exists(_directory["out.tsv"]));
    }

    [Theory]
    [InlineData("--use-gpu", "--no-gpu")]
    [InlineData("--expected-length", "400")]
    [InlineData("--gpu-count", "2")]
    [InlineData("--threads")]
    public async Task WrongCallIsAUsageError(params string[] options)
    {
        var run = await Call([Bam, _directory["out.tsv"], .. options]);

        Assert.Equal(64, run.ExitCode);
        Assert.StartsWith("virnucpro_cli.py: ", run.Errors, StringComparison.Ordinal);
    }

    private Task<ProgramRun> Call(params string[] arguments) =>
        ProgramRun.StartFromShell(
            $"VIRNUCPRO_PROGRAM=\"$1\" VIRNUCPRO_MODELS='{_models.Path}' exec \"${{@:2}}\"",
            [Script, .. arguments]);
}
