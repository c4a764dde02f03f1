using VirNucPro.Models.Tests.Fetch;

namespace VirNucPro.EndToEnd.Tests;

public sealed class ModelFetchTests : IDisposable
{
    private const string ClassifierHome = "/Li-Jing-1997/VirNucPro/HEAD/";

    private readonly TemporaryDirectory _directory = new();
    private readonly HostileServer _server = new();

    public void Dispose()
    {
        _server.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task FetchedClassifiersAreImported()
    {
        var classifier = File.ReadAllBytes(Fixture.Path("classifier/tiny/model.pth"));
        _server.On($"{ClassifierHome}500_model.pth", Reply.File(classifier) with { CutAt = 10_000 }, Reply.File(classifier));
        _server.On($"{ClassifierHome}300_model.pth", Reply.File(classifier));

        var run = await Fetch("--parts", "classifier");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("", run.Output);
        Assert.Contains("Fetching classifier/500_model.pth (1 of 2)", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"The models are in {_directory["models"]}/.", run.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(_directory["models/classifier/500_model.safetensors"]));
        Assert.True(File.Exists(_directory["models/classifier/300_model.safetensors"]));
        Assert.Equal(
            ["classifier/300", "classifier/500"], Fixture.Parse(_directory["models/models.json"]).GetProperty("parts").EnumerateObject().Select(part => part.Name));
    }

    [Fact]
    public async Task FileThatIsNotThereIsNamedWithItsAddress()
    {
        _server.On($"{ClassifierHome}500_model.pth", Reply.Error(404));

        var run = await Fetch("--parts", "classifier", "-q");

        Assert.Equal((69, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{_server.Address}Li-Jing-1997/VirNucPro/HEAD/500_model\.pth: the server has no such file[^\n]*\n$", run.Errors);
    }

    [Fact]
    public async Task UnknownPartIsAUsageError()
    {
        var run = await Fetch("--parts", "classifer");

        Assert.Equal((64, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^error: 'classifer' is no part of the models\. Choose from dnabert-s, esm2, classifier\.[^\n]*\n$", run.Errors);
    }

    private Task<ProgramRun> Fetch(params string[] arguments) =>
        ProgramRun.Start(["models", "fetch", "-o", _directory["models"], "--mirror", _server.Address.ToString(), .. arguments]);
}
