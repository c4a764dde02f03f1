using System.Text.Json;

namespace VirNucPro.EndToEnd.Tests;

public sealed class ValidateTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _demo;
    private readonly TemporaryDirectory _directory = new();

    public ValidateTests(DemoModels demo) => _demo = demo;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task TableTellsWhatAPredictionWouldDo()
    {
        var input = _directory["a.fa"];
        await File.WriteAllTextAsync(input, ">a\nACGTACGTN\n>a\nACG\n>b\n");

        var run = await ProgramRun.Start("validate", input, "--models", _demo.Path, "-d", "cpu", "--no-progress");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.StartsWith($"{input}: a prediction would go through, with 3 warnings\n", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^empty: get no result +1$", run.Output);
        Assert.Matches(@"(?m)^N: any base; codons with it are passed over +1 +8\.333 %$", run.Output);
        Assert.Matches(@"(?m)^time on cpu in fp32, about +\d+ s +\d+ s$", run.Output);
        Assert.Matches(@"(?m)^warning: .+ 'a' \(record 2\) is now 'a_1'$", run.Output);
    }

    [Fact]
    public async Task RefusedInputHasTheExitCodeOfAPrediction()
    {
        var input = _directory["a.fa"];
        await File.WriteAllTextAsync(input, "no sequence\n");

        var run = await ProgramRun.Start("validate", input);

        Assert.Equal(65, run.ExitCode);
        Assert.Contains("a prediction would refuse this, with 1 problem", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("error: 'virnucpro predict' would refuse this input: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonIsReadableByPrograms()
    {
        var input = _directory["a.fa"];
        await File.WriteAllTextAsync(input, ">é\nACGT\n");

        var run = await ProgramRun.Start("validate", input, "--json");

        var report = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.True(report.GetProperty("is_valid").GetBoolean());
        Assert.Equal(4, report.GetProperty("lengths").GetProperty("longest").GetInt32());
        Assert.Equal([300, 500], report.GetProperty("expected_work").EnumerateArray().Select(work => work.GetProperty("expected_length").GetInt32()));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("time_basis").ValueKind);
    }
}
