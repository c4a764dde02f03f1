using System.Text.Json;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Fetch;
using VirNucPro.Models.Import;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests.Fetch;

/// <summary>Whole fetches of the demo models, which a server offers under the names of the real ones.</summary>
public sealed class ModelFetchTests : IDisposable
{
    private const string ClassifierHome = "/Li-Jing-1997/VirNucPro/HEAD/";
    private const string DnabertHome = "/zhihan1996/DNABERT-S/resolve/main/";
    private const string Esm2Home = "/facebook/esm2_t36_3B_UR50D/resolve/main/";
    private const string ShardName = "model-00001-of-00001.safetensors";

    private readonly TemporaryFolder _folder = new();
    private readonly HostileServer _server = new();
    private readonly List<FetchProgress> _progress = [];

    public ModelFetchTests()
    {
        DemoModels.Write(_folder.File("demo"));
        Serve($"{ClassifierHome}500_model.pth", "classifier/500_model.safetensors");
        Serve($"{ClassifierHome}300_model.pth", "classifier/300_model.safetensors");
        Serve($"{DnabertHome}config.json", "dnabert-s/config.json");
        Serve($"{DnabertHome}tokenizer.json", "dnabert-s/tokenizer.json");
        Serve($"{DnabertHome}model.safetensors", "dnabert-s/model.safetensors");
        Serve($"{Esm2Home}config.json", "esm2/config.json");
        Serve($"{Esm2Home}{ShardName}", "esm2/model.safetensors");
        ServeFixture($"{Esm2Home}vocab.txt", "esm2/a/vocab.txt");
        using var weights = WeightsFile.Open(Demo("esm2/model.safetensors"));
        ServeIndex("model.safetensors.index.json", weights, ShardName);
    }

    private string Models => _folder.File("models");

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchMakesAModelsFolderAndLeavesNoDownloads()
    {
        await FetchAsync();

        Assert.Equal(
            [
                "classifier/300_model.safetensors", "classifier/500_model.safetensors", "dnabert-s/config.json", "dnabert-s/model.safetensors",
                "dnabert-s/tokenizer.json", "esm2/config.json", $"esm2/{ShardName}", "esm2/model.safetensors.index.json", "models.json",
            ],
            Directory.EnumerateFiles(Models, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Models, path)).Order(StringComparer.Ordinal));
        Assert.Equal(["classifier", "dnabert-s", "esm2"], Directory.EnumerateDirectories(Models).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Demo("dnabert-s/model.safetensors")), File.ReadAllBytes(Path.Combine(Models, "dnabert-s/model.safetensors")));
        Assert.Equal(["classifier/300", "classifier/500", "dnabert-s", "esm2"], ModelManifest.Read(Models)!.Parts.Select(part => part.Name));
        Assert.Contains(_progress, report => report is { FileName: "esm2/vocab.txt", Notice: null });
        Assert.Contains(_progress, report => report is { Notice: "importing", FileNumber: 4, FileCount: 4 });
    }

    [Fact]
    public async Task PyTorchFilesUnderTheirRealNamesAreImported()
    {
        const string PyTorchShard = "pytorch_model-00001-of-00001.bin";
        var esm2 = Fixture.Path("esm2/a/esm2_t3_tiny_a.pt");
        using var weights = WeightsFile.Open(esm2);
        ServeFixture($"{ClassifierHome}500_model.pth", "classifier/tiny/model.pth");
        ServeFixture($"{DnabertHome}config.json", "dnabert/a/config.json");
        ServeFixture($"{DnabertHome}pytorch_model.bin", "dnabert/a/pytorch_model.bin");
        ServeFixture($"{Esm2Home}config.json", "esm2/a/config.json");
        ServeFixture($"{Esm2Home}{PyTorchShard}", "esm2/a/esm2_t3_tiny_a.pt");
        ServeIndex("pytorch_model.bin.index.json", weights, PyTorchShard);

        await FetchAsync();

        Assert.Equal(["classifier/300", "classifier/500", "dnabert-s", "esm2"], ModelManifest.Read(Models)!.Parts.Select(part => part.Name));
        Assert.Equal(["config.json", PyTorchShard, "pytorch_model.bin.index.json"], ModelManifest.Read(Models)!.Find("esm2")!.Sources.Select(source => source.Name).Order(StringComparer.Ordinal));
        using var imported = WeightsFile.Open(Path.Combine(Models, "esm2/model.safetensors"));
        Assert.NotEmpty(imported.Tensors);
        Assert.False(Directory.Exists(Path.Combine(Models, "downloads")));
    }

    [Fact]
    public async Task ImportedPartsAreNotFetchedAgainUnlessForced()
    {
        await FetchAsync(ModelParts.Classifier);
        Assert.Equal(2, _server.Requests.Count);
        await FetchAsync(ModelParts.Classifier);
        Assert.Equal(2, _server.Requests.Count);
        Assert.False(Directory.Exists(Path.Combine(Models, "downloads")));
        File.Delete(Path.Combine(Models, "classifier/300_model.safetensors"));
        await FetchAsync(ModelParts.Classifier);
        Assert.Equal($"{ClassifierHome}300_model.pth", _server.Requests[2].Path);
        Assert.Equal(3, _server.Requests.Count);
        await FetchAsync(ModelParts.Classifier, force: true);
        Assert.Equal(5, _server.Requests.Count);
    }

    [Fact]
    public async Task FolderOfUnknownOriginIsInTheWay()
    {
        Directory.CreateDirectory(Path.Combine(Models, "esm2"));
        var failure = await Assert.ThrowsAsync<ModelException>(() => FetchAsync());
        Assert.Equal($"{Models}/esm2 is already there, but was not imported, so it may be anything. Replace it with --force, or choose another folder.", failure.Message);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task FileThatIsNoModelIsNamedAndKept()
    {
        _server.On($"{ClassifierHome}500_model.pth", Reply.File("no model at all"u8.ToArray()));
        var failure = await Assert.ThrowsAsync<ModelException>(() => FetchAsync(ModelParts.Classifier));
        var downloads = Path.Combine(Models, "downloads");
        Assert.StartsWith($"{downloads}/classifier/500_model.pth", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"What was fetched is kept in {downloads}: if a file of it is to blame, delete that and fetch again.", failure.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(downloads, "classifier/500_model.pth")));
    }

    [Fact]
    public async Task InterruptedFetchOfAnotherPartIsLeftToContinue()
    {
        var part = Path.Combine(Models, "downloads/esm2", $"{ShardName}.part");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        File.WriteAllBytes(part, [1, 2, 3]);
        await FetchAsync(ModelParts.Classifier);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(part));
        Assert.False(Directory.Exists(Path.Combine(Models, "downloads/classifier")));
    }

    private string Demo(string name) => Path.Combine(_folder.File("demo"), name);

    private void Serve(string path, string demoName) => _server.On(path, Reply.File(File.ReadAllBytes(Demo(demoName))));

    private void ServeFixture(string path, string fixturePath) => _server.On(path, Reply.File(File.ReadAllBytes(Fixture.Path(fixturePath))));

    private void ServeIndex(string name, ITensorSource weights, string shardName) =>
        _server.On($"{Esm2Home}{name}", Reply.File(JsonSerializer.SerializeToUtf8Bytes(new { weight_map = weights.Tensors.Keys.ToDictionary(tensor => tensor, _ => shardName) })));

    private Task FetchAsync(ModelParts parts = ModelParts.All, bool force = false)
    {
        var options = new ModelFetchOptions { OutputDirectory = Models, Mirror = _server.Address, Parts = parts, Force = force };
        var policy = new FetchPolicy { Time = new SkippingTime(), StallLimit = 2 * SkippingTime.LongWait };
        return ModelFetch.RunAsync(options, policy, FetchClient.CreateHandler(), new ProgressList(_progress), CancellationToken.None);
    }
}
