using System.Net;
using VirNucPro.Models.Fetch;

namespace VirNucPro.Models.Tests.Fetch;

public sealed class FetchClientTests
{
    private const string Sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Uri Home = new("https://models.example.org/a/weights.bin");

    [Theory]
    [InlineData("http://models.example.org/b")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://models.example.org/b")]
    public async Task SecureAddressDoesNotLeadToAnUnsafeOne(string target)
    {
        using var client = Client(Redirect(target), new HttpResponseMessage());
        var failure = await Assert.ThrowsAsync<TransferException>(() => AskAsync(client));
        Assert.Equal($"{Home} redirects to {target}, which is not secure", failure.Message);
        Assert.NotNull(failure.Remedy);
    }

    [Theory]
    [InlineData("../b/weights.bin", "https://models.example.org/b/weights.bin")]
    [InlineData("/b", "https://models.example.org/b")]
    [InlineData("//other.example.org/b", "https://other.example.org/b")]
    [InlineData("https://other.example.org/b?signature=%2F", "https://other.example.org/b?signature=%2F")]
    public async Task TargetIsReadRelativeToTheAddress(string target, string expected)
    {
        using var handler = new ScriptedHandler(Redirect(target), new HttpResponseMessage());
        using var client = new FetchClient(handler, new FetchPolicy());
        using var answer = await AskAsync(client);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal([Home.AbsoluteUri, expected], handler.Addresses);
    }

    [Theory]
    [InlineData(Sha256, Sha256)]
    [InlineData($"\"{Sha256}\"", Sha256)]
    [InlineData($"W/\"{Sha256}\"", Sha256)]
    [InlineData("\"0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF\"", Sha256)]
    [InlineData("\"0123456789abcdef0123456789abcdef01234567\"", null)]
    [InlineData("\"z123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"", null)]
    [InlineData("", null)]
    public async Task HashOfTheRedirectIsTakenInAllItsForms(string header, string? expected)
    {
        var redirect = Redirect("/b");
        Assert.True(redirect.Headers.TryAddWithoutValidation("X-Linked-ETag", header));
        using var client = Client(redirect, new HttpResponseMessage());
        using var answer = await AskAsync(client);
        Assert.Equal(expected, answer.Sha256);
    }

    [Fact]
    public async Task FirstServerHasTheLastWordOnHashAndLength()
    {
        var redirect = Redirect("/b");
        redirect.Headers.Add("X-Linked-ETag", Sha256);
        redirect.Headers.Add("X-Linked-Size", "7");
        var response = new HttpResponseMessage();
        response.Headers.Add("X-Linked-ETag", new string('f', Sha256.Length));
        response.Headers.Add("X-Linked-Size", "8");
        using var client = Client(redirect, response);
        using var answer = await AskAsync(client);
        Assert.Equal(Sha256, answer.Sha256);
        Assert.Equal(7, answer.LinkedBytes);
    }

    private static FetchClient Client(params HttpResponseMessage[] responses) => new(new ScriptedHandler(responses), new FetchPolicy());

    private static Task<RemoteAnswer> AskAsync(FetchClient client) => client.AskAsync(HttpMethod.Get, Home, 0, null, CancellationToken.None);

    private static HttpResponseMessage Redirect(string target) => new(HttpStatusCode.Found) { Headers = { Location = new Uri(target, UriKind.RelativeOrAbsolute) } };

    private sealed class ScriptedHandler(params HttpResponseMessage[] responses) : HttpMessageHandler
    {
        private readonly Queue<HttpResponseMessage> _responses = new(responses);

        public List<string> Addresses { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Addresses.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(_responses.Dequeue());
        }
    }
}
