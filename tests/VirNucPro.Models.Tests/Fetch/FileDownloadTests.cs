using System.Security.Cryptography;
using VirNucPro.Models.Fetch;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Fetch;

public sealed class FileDownloadTests : IDisposable
{
    private const int ContentBytes = 10_000;
    private const int LimitBytes = 50_000;

    private static readonly byte[] Content = RandomContent(seed: 1);
    private static readonly byte[] OtherContent = RandomContent(seed: 2);

    private readonly TemporaryFolder _folder = new();
    private readonly HostileServer _server = new();
    private readonly SkippingTime _time = new();
    private readonly List<string> _notices = [];

    public static TheoryData<string> SurvivedFaults => [.. Survived.Keys];

    public static TheoryData<string> FatalFaults => [.. Fatal.Keys];

    /// <summary>Faults after which the file is whole: the answers, and the bytes from which each request asked to go on.</summary>
    private static Dictionary<string, (Reply[] Replies, int[] Offsets)> Survived { get; } = new()
    {
        ["no fault"] = ([Reply.File(Content)], [0]),
        ["no length, but chunks"] = ([Reply.File(Content) with { IsChunked = true }], [0]),
        ["redirected with the hash on the redirect"] = ([Reply.Redirect("/elsewhere", Reply.LinkedTag(Content))], [0]),
        ["redirected with a relative address"] = ([Reply.Redirect("elsewhere")], [0]),
        ["cut once"] = ([Reply.File(Content) with { CutAt = 4000 }, Reply.File(Content)], [0, 4000]),
        ["cut before the first byte"] = ([Reply.File(Content) with { CutAt = 0 }, Reply.File(Content)], [0, 0]),
        ["cut seven times, further each time"] = ([.. Enumerable.Repeat(Reply.File(Content) with { CutAt = 1000 }, 7), Reply.File(Content)], [0, 1000, 2000, 3000, 4000, 5000, 6000, 7000]),
        ["cut among chunks"] = ([Reply.File(Content) with { IsChunked = true, CutAt = 3000 }, Reply.File(Content)], [0, 3000]),
        ["length too long once"] = ([Reply.File(Content) with { DeclaredBytes = ContentBytes + 500 }, Reply.File(Content)], [0, ContentBytes, 0]),
        ["length too short once, with a hash"] = ([Hashed(Content) with { DeclaredBytes = 6000 }, Hashed(Content)], [0, 0]),
        ["range ignored"] = ([Reply.File(Content) with { CutAt = 4000 }, Reply.File(Content) with { IgnoresRange = true }], [0, 4000]),
        ["no tag to go on from"] = ([Reply.File(Content) with { EntityTag = null, CutAt = 4000 }, Reply.File(Content)], [0, 0]),
        ["only a weak tag to go on from"] = ([Reply.File(Content) with { EntityTag = "W/\"1\"", CutAt = 4000 }, Reply.File(Content)], [0, 0]),
        ["only a hash to go on from"] = ([Hashed(Content) with { EntityTag = null, CutAt = 4000 }, Hashed(Content) with { EntityTag = null }], [0, 4000]),
        ["changed between attempts"] = ([Reply.File(OtherContent) with { CutAt = 4000 }, Changed(Content)], [0, 4000]),
        ["changed between attempts, condition ignored"] = ([Reply.File(OtherContent) with { CutAt = 4000 }, Changed(Content) with { IgnoresCondition = true }, Changed(Content)], [0, 4000, 0]),
        ["changed hash under the same tag"] = ([Hashed(OtherContent) with { CutAt = 4000 }, Hashed(Content), Hashed(Content)], [0, 4000, 0]),
        ["shorter between attempts"] = ([Reply.File([.. Content, .. Content]) with { CutAt = 15_000 }, Reply.File(Content), Reply.File(Content)], [0, 15_000, 0]),
        ["damaged once"] = ([Hashed(OtherContent, announced: Content), Hashed(Content)], [0, 0]),
        ["503 with Retry-After"] = ([Reply.Error(503, "Retry-After: 7"), Reply.File(Content)], [0, 0]),
        ["503 with a date in Retry-After"] = ([Reply.Error(503, "Retry-After: Thu, 01 Jan 2026 00:00:09 GMT"), Reply.File(Content)], [0, 0]),
        ["429, 500 and 502"] = ([Reply.Error(429), Reply.Error(500), Reply.Error(502), Reply.File(Content)], [0, 0, 0, 0]),
    };

    /// <summary>Faults that end the download: the answers, the requests that are made, and what the message says.</summary>
    private static Dictionary<string, (Reply[] Replies, int Requests, string Message)> Fatal { get; } = new()
    {
        ["cut always at the same byte"] = ([Reply.File(Content) with { CutAt = 4000, IgnoresRange = true }], 6, "the connection failed: "),
        ["length always too long"] = ([Reply.File(Content) with { DeclaredBytes = ContentBytes + 500, IgnoresRange = true }], 6, "(6 attempts). Check the network"),
        ["length beyond all reason"] = ([Reply.File(Content) with { DeclaredBytes = 1L << 50 }], 1, "longer than 50000 bytes, which no weights.bin is"),
        ["length against the linked one"] = ([Reply.File(Content) with { Headers = ["X-Linked-Size: 9999"] }], 1, "announces 9999 bytes but sends 10000"),
        ["length always too short, with a hash"] = ([Hashed(Content) with { DeclaredBytes = 6000 }], 2, "the file arrived damaged"),
        ["no length and no chunks"] = ([Reply.File(Content) with { OmitsLength = true }], 1, "does not say how long the file is"),
        ["empty"] = ([Reply.File([])], 2, "the file is empty"),
        ["endless"] = ([Reply.File(Content) with { IsChunked = true, IsEndless = true }], 1, "longer than 50000 bytes"),
        ["a page, and says so"] = ([new Reply(200, Content) { Headers = ["Content-Type: text/html; charset=utf-8"] }], 1, "a web page, not the file. A proxy, a log-in page"),
        ["a page, and does not say so"] = ([Reply.File("\r\n<!DOCTYPE HTML><title>Log in</title>"u8.ToArray())], 1, "a web page, not the file"),
        ["a pointer"] = ([Reply.File("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n"u8.ToArray())], 1, "a Git LFS pointer, not the file"),
        ["wrong hash"] = ([Hashed(OtherContent, announced: Content)], 2, $"its SHA-256 is {Sha256(OtherContent)}, the server announced {Sha256(Content)} (2 attempts)"),
        ["redirected in a circle"] = ([Reply.Redirect("/weights.bin")], 6, "redirects more than 5 times"),
        ["redirected to nowhere"] = ([new Reply(302, [])], 1, "redirects without saying where to"),
        ["redirected to another scheme"] = ([Reply.Redirect("ftp://127.0.0.1/weights.bin")], 1, "redirects to ftp://127.0.0.1/weights.bin, which is not secure"),
        ["401"] = ([Reply.Error(401)], 1, "the server answers 401 Unauthorized. The server does not give this file to everyone"),
        ["403"] = ([Reply.Error(403)], 1, "the server answers 403 Forbidden"),
        ["400"] = ([Reply.Error(400)], 1, "the server answers 400 BadRequest. Use another mirror."),
        ["503 for ever"] = ([Reply.Error(503)], 6, "the server answers 503 ServiceUnavailable (6 attempts)."),
        ["503 with an hour to wait"] = ([Reply.Error(503, "Retry-After: 3500")], 1, "503 ServiceUnavailable. Fetch again later"),
    };

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(SurvivedFaults))]
    public async Task FileIsWholeAfter(string fault)
    {
        var (replies, offsets) = Survived[fault];
        _server.On("/weights.bin", replies);
        _server.On("/elsewhere", Reply.File(Content));

        Assert.True(await DownloadAsync());

        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal(["weights.bin"], FileNames());
        Assert.Equal(offsets, _server.Requests.Where(request => request.Path == "/weights.bin").Select(Offset));
        Assert.Equal(offsets.Length - 1, _time.Pauses.Count);
    }

    [Theory]
    [MemberData(nameof(FatalFaults))]
    public async Task DownloadEndsWithOneClearLineAfter(string fault)
    {
        var (replies, requests, message) = Fatal[fault];
        _server.On("/weights.bin", replies);

        var failure = await Assert.ThrowsAsync<ModelException>(() => DownloadAsync());

        Assert.StartsWith($"{_server.Address}weights.bin: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Equal(requests, _server.Requests.Count);
        Assert.DoesNotContain("weights.bin", FileNames());
    }

    [Fact]
    public async Task AbsentFileIsNoFailureAndLeavesNothing()
    {
        _server.On("/weights.bin", Reply.Error(404));
        Assert.False(await DownloadAsync());
        Assert.Empty(FileNames());
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task StalledServerCountsAsLost()
    {
        _server.On("/weights.bin", Reply.File(Content) with { CutAt = 4000, Stall = _time.ExpireLimits }, Reply.File(Content));
        Assert.True(await DownloadAsync());
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Contains("nothing arrived for 7200 s; next attempt in 1 s", _notices);
    }

    [Fact]
    public async Task ServerThatAlwaysStallsIsGivenUp()
    {
        _server.On("/weights.bin", Reply.File(Content) with { CutAt = 0, Stall = _time.ExpireLimits });
        var failure = await Assert.ThrowsAsync<ModelException>(() => DownloadAsync());
        Assert.Contains("nothing arrived for 7200 s (6 attempts)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WaitsDoubleAndEndAtTheirLimit()
    {
        _server.On("/weights.bin", Reply.Error(503));
        await Assert.ThrowsAsync<ModelException>(() => DownloadAsync(Policy with { LongestDelay = TimeSpan.FromSeconds(6) }));
        Assert.Equal([1, 2, 4, 6, 6], _time.Pauses.Select(pause => pause.TotalSeconds));
    }

    [Fact]
    public void ChanceShortensAWaitByAtMostAHalf()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), (Policy with { Jitter = () => 0 }).Delay(failures: 3));
        Assert.Equal(TimeSpan.FromSeconds(3), (Policy with { Jitter = () => 0.5 }).Delay(failures: 3));
    }

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    [InlineData("Retry-After: Wed, 31 Dec 2025 00:00:00 GMT", 1)]
    [InlineData("Retry-After: soon", 1)]
    public async Task ServerSaysHowLongToWait(string header, int seconds)
    {
        _server.On("/weights.bin", Reply.Error(503, header), Reply.File(Content));
        Assert.True(await DownloadAsync());
        Assert.Equal([seconds], _time.Pauses.Select(pause => (int)pause.TotalSeconds));
    }

    [Fact]
    public async Task CancelledDownloadIsContinuedByTheNextOne()
    {
        using var cancellation = new CancellationTokenSource();
        _server.On("/weights.bin", Reply.File(Content) with { CutAt = 4000, Stall = () => CancelOnceStored(cancellation) }, Reply.File(Content));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(cancellation: cancellation.Token));
        Assert.Equal(4000, new FileInfo(_folder.File("weights.bin.part")).Length);

        Assert.True(await DownloadAsync());

        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal(["weights.bin"], FileNames());
        Assert.Equal("bytes=4000-", _server.Requests[1].Header("Range"));
        Assert.Equal("\"1\"", _server.Requests[1].Header("If-Range"));
    }

    [Fact]
    public async Task GivenUpDownloadIsContinuedByTheNextOne()
    {
        _server.On("/weights.bin", Reply.File(Content) with { CutAt = 4000 }, Reply.Error(403));
        await Assert.ThrowsAsync<ModelException>(() => DownloadAsync());
        _server.On("/weights.bin", Reply.File(Content));
        Assert.True(await DownloadAsync());
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal([0, 4000, 4000], _server.Requests.Select(Offset));
    }

    [Fact]
    public async Task RestIsTakenFromAnotherMirrorWhereBothAnnounceTheSameHash()
    {
        _server.On("/weights.bin", Hashed(Content) with { CutAt = 4000 }, Reply.Error(403));
        await Assert.ThrowsAsync<ModelException>(() => DownloadAsync());
        using var mirror = new HostileServer();
        mirror.On("/weights.bin", Hashed(Content) with { EntityTag = "\"other\"" });
        Assert.True(await DownloadAsync(address: mirror.Address));
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal([4000], mirror.Requests.Select(Offset));
        Assert.Null(mirror.Requests[0].Header("If-Range"));
    }

    [Fact]
    public async Task RestIsNotTakenFromAnotherMirrorWithoutAHash()
    {
        _server.On("/weights.bin", Reply.File(OtherContent) with { CutAt = 4000 }, Reply.Error(403));
        await Assert.ThrowsAsync<ModelException>(() => DownloadAsync());
        using var mirror = new HostileServer();
        mirror.On("/weights.bin", Reply.File(Content));
        Assert.True(await DownloadAsync(address: mirror.Address));
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal([0], mirror.Requests.Select(Offset));
    }

    [Fact]
    public async Task WholeFileOfAnEarlierRunIsVerifiedWithoutAskingAgain()
    {
        _server.On("/weights.bin", Hashed(Content));
        WriteEarlierRun(Content);
        Assert.True(await DownloadAsync());
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task DamagedFileOfAnEarlierRunIsFetchedAnew()
    {
        _server.On("/weights.bin", Hashed(Content));
        WriteEarlierRun(OtherContent);
        Assert.True(await DownloadAsync());
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
        Assert.Equal([0], _server.Requests.Select(Offset));
    }

    [Fact]
    public async Task BytesOfUnknownOriginAreNotContinued()
    {
        File.WriteAllBytes(_folder.File("weights.bin.part"), OtherContent[..500]);
        File.WriteAllText(_folder.File("weights.bin.part.json"), "no JSON");
        _server.On("/weights.bin", Reply.File(Content));
        Assert.True(await DownloadAsync());
        Assert.Equal(Content, File.ReadAllBytes(_folder.File("weights.bin")));
    }

    [Fact]
    public async Task CutJsonIsFetchedAgainAndThenRefused()
    {
        _server.On("/config.json", Reply.File("""{"a": 1}"""u8.ToArray()) with { DeclaredBytes = 5 });
        var failure = await Assert.ThrowsAsync<ModelException>(() => DownloadAsync(name: "config.json"));
        Assert.Contains("not whole, valid JSON (line 1) (2 attempts)", failure.Message, StringComparison.Ordinal);
        Assert.Empty(FileNames());
    }

    [Fact]
    public async Task FileThatDoesNotFitOnTheDiskIsNotBegun()
    {
        _server.On("/weights.bin", Reply.File(Content));
        var failure = await Assert.ThrowsAsync<IOException>(() => DownloadAsync(Policy with { FreeBytes = _ => ContentBytes - 1 }));
        Assert.StartsWith($"{_folder.Path}: the disk has 0.0 GB free, but esm2/weights.bin needs", failure.Message, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task FailureOfTheDiskIsNotTakenForALostConnection()
    {
        _server.On("/weights.bin", Reply.File(Content));
        var failure = await Assert.ThrowsAsync<IOException>(() => DownloadAsync(Policy with { FreeBytes = _ => throw new IOException("the disk") }));
        Assert.Equal("the disk", failure.Message);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task ServerThatIsNotThereIsGivenUp()
    {
        Uri address;
        using (var server = new HostileServer())
        {
            address = server.Address;
        }

        var failure = await Assert.ThrowsAsync<ModelException>(() => DownloadAsync(address: address));
        Assert.Contains("(6 attempts). Check the network and the proxy settings", failure.Message, StringComparison.Ordinal);
        Assert.Empty(FileNames());
    }

    [Fact]
    public async Task HttpsServerThatDoesNotSpeakTlsIsNamed()
    {
        var address = new UriBuilder(_server.Address) { Scheme = Uri.UriSchemeHttps }.Uri;
        var failure = await Assert.ThrowsAsync<ModelException>(() => DownloadAsync(address: address));
        Assert.Contains("no secure connection: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Check the computer's date", failure.Message, StringComparison.Ordinal);
    }

    private FetchPolicy Policy => new()
    {
        Time = _time,
        Jitter = () => 1,
        StallLimit = 2 * SkippingTime.LongWait,
        FreeBytes = _ => long.MaxValue,
    };

    private static Reply Hashed(byte[] content, byte[]? announced = null) => Reply.File(content) with { Headers = [Reply.LinkedTag(announced ?? content)] };

    private static Reply Changed(byte[] content) => Reply.File(content) with { EntityTag = "\"2\"" };

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] RandomContent(int seed)
    {
        var content = new byte[ContentBytes];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static int Offset(ReceivedRequest request) =>
        request.Header("Range") is { } range ? int.Parse(range.AsSpan("bytes=".Length).TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;

    private async Task<bool> DownloadAsync(FetchPolicy? policy = null, Uri? address = null, string name = "weights.bin", CancellationToken cancellation = default)
    {
        policy ??= Policy;
        using var client = new FetchClient(FetchClient.CreateHandler(), policy);
        var file = new RemoteFile("esm2", address ?? _server.Address, name, LimitBytes);
        var download = new FileDownload(client, policy, file, file.Address(mirror: null), (_, _, notice) => _notices.Add(notice ?? ""));
        return await download.RunAsync(_folder.File(name), cancellation);
    }

    private void WriteEarlierRun(byte[] content)
    {
        using var partial = PartialFile.Open(_folder.File("weights.bin"));
        partial.Begin(new FileVersion(new Uri(_server.Address, "weights.bin"), "\"1\"", Sha256(Content), ContentBytes));
        File.WriteAllBytes(_folder.File("earlier"), content);
        partial.Dispose();
        File.Move(_folder.File("earlier"), partial.TemporaryPath, overwrite: true);
    }

    private void CancelOnceStored(CancellationTokenSource cancellation)
    {
        SpinWait.SpinUntil(() => new FileInfo(_folder.File("weights.bin.part")) is { Exists: true, Length: 4000 });
        cancellation.Cancel();
    }

    private IEnumerable<string?> FileNames() => Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
