using System.Net;
using System.Text.Json;
using VirNucPro.Models.Fetch;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Fetch;

public sealed class FetchRunTests : IDisposable
{
    private const string ClassifierHome = "/Li-Jing-1997/VirNucPro/HEAD/";
    private const string DnabertHome = "/zhihan1996/DNABERT-S/resolve/main/";
    private const string Esm2Home = "/facebook/esm2_t36_3B_UR50D/resolve/main/";

    private static readonly string[] ShardNames = ["pytorch_model-00001-of-00002.bin", "pytorch_model-00002-of-00002.bin"];

    private readonly TemporaryFolder _folder = new();
    private readonly HostileServer _server = new();
    private readonly List<FetchProgress> _progress = [];

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task EveryPartIsFetchedSmallFilesFirst()
    {
        ServeAll();
        await FetchAsync();
        Assert.Equal(
            [
                "classifier/300_model.pth", "classifier/500_model.pth", "dnabert-s/config.json", "dnabert-s/pytorch_model.bin", "dnabert-s/tokenizer.json",
                "esm2/config.json", $"esm2/{ShardNames[0]}", $"esm2/{ShardNames[1]}", "esm2/pytorch_model.bin.index.json", "esm2/vocab.txt",
            ],
            Downloads());
        Assert.Equal(
            [
                $"{DnabertHome}config.json", $"{DnabertHome}tokenizer.json", $"{Esm2Home}config.json", $"{Esm2Home}vocab.txt", $"{Esm2Home}pytorch_model.bin.index.json",
                $"{ClassifierHome}500_model.pth", $"{ClassifierHome}300_model.pth", $"{DnabertHome}pytorch_model.bin", $"{Esm2Home}{ShardNames[0]}", $"{Esm2Home}{ShardNames[1]}",
            ],
            _server.Requests.Select(request => request.Path).Where(path => path != "/store/dnabert"));
    }

    [Fact]
    public async Task WhatIsThereIsNotFetchedAgainUnlessForced()
    {
        ServeAll();
        await FetchAsync();
        var requests = _server.Requests.Count;
        await FetchAsync();
        Assert.Equal(requests, _server.Requests.Count);
        await FetchAsync(force: true);
        Assert.Equal(2 * requests, _server.Requests.Count);
    }

    [Fact]
    public async Task OnePartAloneAsksOnlyForItsFiles()
    {
        ServeAll();
        await FetchAsync(ModelParts.Classifier);
        Assert.Equal(["classifier/300_model.pth", "classifier/500_model.pth"], Downloads());
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task MirrorThatHoldsSafetensorsServesAsWell()
    {
        ServeAll();
        _server.On($"{DnabertHome}pytorch_model.bin", Reply.Error(404));
        _server.On($"{DnabertHome}model.safetensors", Reply.File([1, 2, 3]));
        await FetchAsync(ModelParts.DnabertS);
        Assert.Equal(["dnabert-s/config.json", "dnabert-s/model.safetensors", "dnabert-s/tokenizer.json"], Downloads());
        await FetchAsync(ModelParts.DnabertS);
        Assert.Equal(4, _server.Requests.Count);
    }

    [Fact]
    public async Task FileThatIsNowhereIsNamedWithBothAddresses()
    {
        ServeAll();
        _server.On($"{DnabertHome}pytorch_model.bin", Reply.Error(404));
        var failure = await Assert.ThrowsAsync<ModelException>(() => FetchAsync(ModelParts.DnabertS));
        Assert.Equal(
            $"{_server.Address}{DnabertHome[1..]}pytorch_model.bin nor {_server.Address}{DnabertHome[1..]}model.safetensors: the server has no such file. Fetch this part without the mirror, or use another one.",
            failure.Message);
    }

    [Fact]
    public async Task PathOfTheMirrorComesFirst()
    {
        _server.On($"/hub{ClassifierHome}500_model.pth", Reply.File([5]));
        _server.On($"/hub{ClassifierHome}300_model.pth", Reply.File([3]));
        await FetchAsync(ModelParts.Classifier, mirror: new Uri(_server.Address, "hub/"));
        Assert.Equal([5], File.ReadAllBytes(_folder.File("classifier/500_model.pth")));
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("models.example.org")]
    public async Task MirrorMustBeAWebServer(string mirror)
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => FetchAsync(mirror: new Uri(mirror, UriKind.RelativeOrAbsolute)));
        Assert.Equal($"The mirror {mirror} is no address of a web server. Give one such as https://models.example.org.", failure.Message);
    }

    [Theory]
    [InlineData("../../escape.bin")]
    [InlineData("..")]
    [InlineData("a?b")]
    [InlineData("")]
    public async Task ShardOutsideTheFolderIsRefused(string shard)
    {
        ServeAll();
        _server.On($"{Esm2Home}pytorch_model.bin.index.json", Reply.File(JsonSerializer.SerializeToUtf8Bytes(new { weight_map = new { t = shard } })));
        var failure = await Assert.ThrowsAsync<ModelException>(() => FetchAsync(ModelParts.Esm2));
        Assert.Contains($"tensor t lies in \"{shard}\", which is no file name beside the index", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, 9999)]
    [InlineData(true, 7499)]
    public async Task RoomForDownloadsAndImportIsLookedForBeforeTheFirstLargeFile(bool halfPrecision, long freeBytes)
    {
        ServeAll();
        var failure = await Assert.ThrowsAsync<IOException>(() => FetchAsync(halfPrecision: halfPrecision, freeBytes: freeBytes));
        Assert.Contains("but what is to be fetched and imported needs", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_server.Requests, request => request.Path.EndsWith(".pth", StringComparison.Ordinal));
        await FetchAsync(halfPrecision: halfPrecision, freeBytes: freeBytes + 1);
        Assert.Equal(10, Downloads().Length);
    }

    [Fact]
    public async Task ProgressNamesEachFileAndEndsAtItsLength()
    {
        ServeAll();
        await FetchAsync(ModelParts.Classifier);
        Assert.Contains(new FetchProgress("classifier/500_model.pth", 1, 2, 1000, 1000), _progress);
        Assert.Equal(new FetchProgress("classifier/300_model.pth", 2, 2, 1000, 1000), _progress[^1]);
    }

    [Fact]
    public async Task RequestsGoThroughTheProxyWithoutAskingForCompression()
    {
        _server.On($"http://models.invalid{ClassifierHome}500_model.pth", Reply.File([5]));
        _server.On($"http://models.invalid{ClassifierHome}300_model.pth", Reply.File([3]));
        using var handler = FetchClient.CreateHandler();
        Assert.True(handler.UseProxy);
        handler.Proxy = new WebProxy(_server.Address);
        await FetchAsync(ModelParts.Classifier, mirror: new Uri("http://models.invalid"), handler: handler);
        Assert.Equal([5], File.ReadAllBytes(_folder.File("classifier/500_model.pth")));
        Assert.Equal("identity", _server.Requests[0].Header("Accept-Encoding"));
        Assert.StartsWith("virnucpro/", _server.Requests[0].Header("User-Agent"), StringComparison.Ordinal);
    }

    [Fact]
    public void PublicHomesAreAskedOverHttps()
    {
        var addresses = RemoteModels.Files(ModelParts.All).Select(file => file.Address(mirror: null).ToString()).ToArray();
        Assert.Equal(8, addresses.Length);
        Assert.Contains("https://huggingface.co/facebook/esm2_t36_3B_UR50D/resolve/main/config.json", addresses);
        Assert.Contains("https://huggingface.co/zhihan1996/DNABERT-S/resolve/main/tokenizer.json", addresses);
        Assert.Contains("https://raw.githubusercontent.com/Li-Jing-1997/VirNucPro/HEAD/500_model.pth", addresses);
    }

    private void ServeAll()
    {
        var weights = Enumerable.Repeat((byte)1, 1000).ToArray();
        _server.On($"{ClassifierHome}500_model.pth", Reply.File(weights));
        _server.On($"{ClassifierHome}300_model.pth", Reply.File(weights));
        _server.On($"{DnabertHome}config.json", Reply.File("{}"u8.ToArray()));
        _server.On($"{DnabertHome}tokenizer.json", Reply.File("{}"u8.ToArray()));
        _server.On($"{DnabertHome}pytorch_model.bin", Reply.Redirect("/store/dnabert", Reply.LinkedTag(weights), "X-Linked-Size: 1000"));
        _server.On("/store/dnabert", Reply.File(weights) with { RefusesHead = true });
        _server.On($"{Esm2Home}config.json", Reply.File("{}"u8.ToArray()));
        _server.On($"{Esm2Home}vocab.txt", Reply.File("<cls>\n"u8.ToArray()));
        _server.On($"{Esm2Home}pytorch_model.bin.index.json", Reply.File(JsonSerializer.SerializeToUtf8Bytes(new { weight_map = new { a = ShardNames[1], b = ShardNames[0], c = ShardNames[1] } })));
        _server.On($"{Esm2Home}{ShardNames[0]}", Reply.File(weights));
        _server.On($"{Esm2Home}{ShardNames[1]}", Reply.File(weights));
    }

    private async Task FetchAsync(ModelParts parts = ModelParts.All, Uri? mirror = null, bool force = false, bool halfPrecision = false, long freeBytes = long.MaxValue, SocketsHttpHandler? handler = null)
    {
        var options = new ModelFetchOptions { OutputDirectory = _folder.Path, Mirror = mirror ?? _server.Address, Force = force, HalfPrecision = halfPrecision };
        var policy = new FetchPolicy { Time = new SkippingTime(), StallLimit = 2 * SkippingTime.LongWait, FreeBytes = _ => freeBytes };
        using var run = new FetchRun(options, RemoteModels.Files(parts), policy, handler ?? FetchClient.CreateHandler(), new ProgressList(_progress));
        await run.DownloadAsync(_folder.Path, CancellationToken.None);
    }

    private string[] Downloads() =>
        [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal)];
}
