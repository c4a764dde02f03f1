using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace VirNucPro.Models.Fetch;

/// <summary>Asks servers for files and follows their redirects, which say what the last response does not.</summary>
internal sealed class FetchClient : IDisposable
{
    private const int Sha256Digits = 64;
    private const string ConnectionRemedy = "Check the computer's date, and behind a proxy that reads the traffic, that its certificate is installed.";

    private readonly HttpClient _client;
    private readonly int _maximumRedirects;

    /// <summary>Creates a client.</summary>
    /// <param name="handler">Must not follow redirects itself; goes with the client.</param>
    /// <param name="policy">Gives the number of redirects.</param>
    public FetchClient(HttpMessageHandler handler, FetchPolicy policy)
    {
        _maximumRedirects = policy.MaximumRedirects;
        _client = new HttpClient(handler)
        {
            // The stall guard ends a request; a whole download takes as long as it takes.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("virnucpro", typeof(FetchClient).Assembly.GetName().Version!.ToString(3)));
        _client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    /// <summary>The transport of the program: the system's proxy settings, none of the automatic steps that would hide a server's words.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = true,
    };

    /// <summary>Sends a request and follows redirects.</summary>
    /// <param name="method">GET or HEAD.</param>
    /// <param name="address">Where to.</param>
    /// <param name="offsetBytes">The rest from here is asked for; 0 asks for all.</param>
    /// <param name="condition">Entity tag without which the server shall send all; or null.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="TransferException">No connection, or a redirect that is not followed.</exception>
    public async Task<RemoteAnswer> AskAsync(HttpMethod method, Uri address, long offsetBytes, string? condition, CancellationToken cancellation)
    {
        string? sha256 = null;
        long? linkedBytes = null;
        var target = address;
        for (var redirects = 0; ; redirects++)
        {
            var response = await SendAsync(method, target, offsetBytes, condition, cancellation).ConfigureAwait(false);
            sha256 ??= LinkedSha256(response);
            linkedBytes ??= LinkedSize(response);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return new RemoteAnswer(response, sha256, linkedBytes);
            }

            response.Dispose();
            if (redirects == _maximumRedirects)
            {
                throw new TransferException($"the server redirects more than {_maximumRedirects} times, last to {target}", "Use another mirror.");
            }

            target = NextTarget(target, response.Headers.Location);
        }
    }

    /// <summary>What the failure of a connection means for an attempt.</summary>
    public static TransferException Lost(Exception failure)
    {
        var deepest = failure.GetBaseException().Message.ReplaceLineEndings(" ").TrimEnd('.');
        return failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
            ? new TransferException($"no secure connection: {deepest}", ConnectionRemedy, failure)
            : new TransferException($"the connection failed: {deepest}", remedy: null, failure);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri target, long offsetBytes, string? condition, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, target);
        if (offsetBytes > 0)
        {
            request.Headers.Range = new RangeHeaderValue(offsetBytes, to: null);
            if (condition is not null)
            {
                request.Headers.IfRange = RangeConditionHeaderValue.Parse(condition);
            }
        }

        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw Lost(failure);
        }
    }

    private static Uri NextTarget(Uri from, Uri? location)
    {
        if (location is null)
        {
            throw new TransferException($"{from} redirects without saying where to", "Use another mirror.");
        }

        var target = new Uri(from, location);
        var isSafe = target.Scheme == Uri.UriSchemeHttps || (target.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);
        return isSafe ? target : throw new TransferException($"{from} redirects to {target}, which is not secure", "Use another mirror.");
    }

    private static string? LinkedSha256(HttpResponseMessage response)
    {
        var tag = Header(response, "X-Linked-ETag");
        if (tag is null)
        {
            return null;
        }

        tag = (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
        return tag.Length == Sha256Digits && tag.All(char.IsAsciiHexDigit) ? tag.ToLowerInvariant() : null;
    }

    private static long? LinkedSize(HttpResponseMessage response) =>
        long.TryParse(Header(response, "X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First().Trim() : null;
}
