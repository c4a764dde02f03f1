using System.Text.RegularExpressions;

namespace VirNucPro.EndToEnd.Tests;

public sealed partial class MannersTests : IClassFixture<DemoModels>, IDisposable
{
    private const string Escape = "\e";

    private readonly DemoModels _demo;
    private readonly TemporaryDirectory _directory = new();

    public MannersTests(DemoModels demo) => _demo = demo;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task LogTellsWhatAMaintainerAsks()
    {
        _directory.Write("lab.yaml", $"models: {_demo.Path}\npredict:\n  shard-chunks: 64\n");

        var run = await ProgramRun.StartFromShell(
            "export VIRNUCPRO_THREADS=1 SOME_TOKEN=hunter2; exec \"$@\"",
            "predict", Fixture.Path("e2e/input.fa"), "--config", _directory["lab.yaml"], "-o", _directory["out"], "-q");

        Assert.True(run.ExitCode == 0, run.Errors);
        var log = await File.ReadAllTextAsync(_directory["out/virnucpro.log"]);
        Assert.Matches(@"(?m) virnucpro \d+\.\d+\.\d+ started as: virnucpro predict [^\n]*/e2e/input\.fa --config ", log);
        Assert.Matches(@"(?m): \.NET 10\.[\d.]+ on [^\n]*[lL]inux[^\n]*, X64; \d+ processors, [\d.]+ GB of memory; working in /", log);
        Assert.Matches($@"(?m): Options set: quiet = true \(command line\), config = [^\n]* \(command line\), threads = 1 \(VIRNUCPRO_THREADS\), models = {_demo.Path} \([^\n]*lab\.yaml, line 1\), ", log);
        Assert.Contains("shard-chunks = 64", log, StringComparison.Ordinal);
        Assert.Matches(@"(?m): Options with their defaults: [^\n]*device = auto[^\n]*batch-size = 4096", log);
        Assert.Matches(@"(?m): Computing on cpu in fp32, CPU threads of an operator: 1; libtorch 2\.\d+\.\d+ in /[^\n]* has cpu \([^\n]+, [\d,]+ of [\d,]+ MiB free\)", log);
        Assert.DoesNotContain("hunter2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PasswordsOfServersAndProxiesAreShownNowhere()
    {
        // Nothing listens at port 1.
        var run = await ProgramRun.StartFromShell(
            "export HTTP_PROXY=http://proxyuser:hunter2@127.0.0.1:1; exec \"$@\"",
            "models", "fetch", "-o", _directory["models"], "--parts", "classifier", "--mirror", "http://mirroruser:hunter3@localhost.invalid/",
            "-v", "--log-file", _directory["log"]);

        Assert.Equal(69, run.ExitCode);
        var log = await File.ReadAllTextAsync(_directory["log"]);
        Assert.Contains("Proxy: HTTP_PROXY=http://***@127.0.0.1:1", log, StringComparison.Ordinal);
        Assert.Contains("--mirror http://***@localhost.invalid/", log, StringComparison.Ordinal);
        Assert.DoesNotMatch("hunter|proxyuser|mirroruser", log + run.Errors + run.Output);
    }

    [Theory]
    [InlineData("TERM=xterm-256color")]
    [InlineData("TERM=xterm-256color GITHUB_ACTIONS=true")]
    [InlineData("TERM=dumb")]
    public async Task PipesGetPlainText(string variables)
    {
        var devices = await ProgramRun.StartFromShell($"{variables} exec \"$@\"", "devices", "-v");
        var wrong = await ProgramRun.StartFromShell($"{variables} exec \"$@\"", "perdict");

        Assert.Equal("error: there is no command 'perdict'; did you mean predict? (see 'virnucpro --help')\n", wrong.Errors);
        Assert.DoesNotContain(Escape, devices.Output + devices.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(devices.Output.Split('\n'), line => line.EndsWith(' '));
    }

    [Theory]
    [InlineData("TERM=xterm-256color", true)]
    [InlineData("TERM=xterm-256color NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public async Task TerminalIsColouredUnlessItMustNotBe(string variables, bool isColoured)
    {
        var run = await ProgramRun.StartFromShell($"unset NO_COLOR; {variables} script -qec \"'$1' perdict\" /dev/null");

        Assert.Contains("error: there is no command 'perdict'", run.Output, StringComparison.Ordinal);
        Assert.Equal(isColoured, Colour().IsMatch(run.Output));
    }

    [Fact]
    public async Task ConfigurationThatWasWrittenIsOneThatIsRead()
    {
        var written = await ProgramRun.StartAt(_directory.Path, "config", "init");
        var again = await ProgramRun.StartAt(_directory.Path, "config", "init");
        var shown = await ProgramRun.StartAt(_directory.Path, "config", "show", "predict", "--config", "virnucpro.yaml", "-t", "3");

        Assert.Equal((0, "virnucpro.yaml is written. To use it, add --config virnucpro.yaml or set VIRNUCPRO_CONFIG\n"), (written.ExitCode, written.Errors));
        Assert.Equal(64, again.ExitCode);
        Assert.StartsWith("error: virnucpro.yaml exists already. ", again.Errors, StringComparison.Ordinal);
        Assert.Equal((0, ""), (shown.ExitCode, shown.Errors));
        Assert.Matches(@"(?m)^threads +3 +command line$", shown.Output);
        Assert.Matches(@"(?m)^precision +auto +default$", shown.Output);
    }

    [Fact]
    public async Task FailureOfAConfiguredValueNamesItsPlace()
    {
        var run = await ProgramRun.StartFromShell(
            "VIRNUCPRO_MODELS=/nowhere/models exec \"$@\"", "predict", Fixture.Path("e2e/input.fa"), "-o", _directory["out"]);

        Assert.Equal(69, run.ExitCode);
        Assert.Matches(@"^error: [^\n]*/nowhere/models[^\n]* \(--models is set in VIRNUCPRO_MODELS\)[^\n]*\n$", run.Errors);
    }

    [GeneratedRegex(@"\e\[[0-9;]*3[0-9][0-9;]*m")]
    private static partial Regex Colour();
}
