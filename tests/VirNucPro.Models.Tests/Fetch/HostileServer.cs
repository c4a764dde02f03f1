using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace VirNucPro.Models.Tests.Fetch;

/// <summary>A web server on this machine that answers by a script, badly where the script says so.</summary>
internal sealed class HostileServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Reply>> _scripts = new(StringComparer.Ordinal);
    private readonly List<ReceivedRequest> _requests = [];

    public HostileServer()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The GET requests in their order.</summary>
    public IReadOnlyList<ReceivedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests.Where(request => request.Method == "GET")];
            }
        }
    }

    /// <summary>Answers to the GET requests for a path, one after the other; the last one stays. HEAD gets the headers of the next.</summary>
    public void On(string path, params Reply[] replies)
    {
        lock (_lock)
        {
            _scripts[path] = new Queue<Reply>(replies);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReceiveAsync(stream);
                await SendAsync(stream, request, Next(request));
            }
            catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client had enough, or the test is over.
            }
        }
    }

    private async Task<ReceivedRequest> ReceiveAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var start = (await reader.ReadLineAsync(_stop.Token) ?? throw new IOException("No request.")).Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new ReceivedRequest(start[0], start[1], headers);
    }

    private Reply Next(ReceivedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            if (!_scripts.TryGetValue(request.Path, out var script))
            {
                return Reply.Error(404);
            }

            if (request.Method == "HEAD" && script.Peek().RefusesHead)
            {
                return Reply.Error(403);
            }

            return script.Count > 1 && request.Method == "GET" ? script.Dequeue() : script.Peek();
        }
    }

    private async Task SendAsync(NetworkStream stream, ReceivedRequest request, Reply reply)
    {
        var (status, body, rangeHeader) = Cut(request, reply);
        var head = new StringBuilder($"HTTP/1.1 {status} {(HttpStatusCode)status}\r\nConnection: close\r\n");
        IEnumerable<string?> lines =
        [
            .. reply.Headers,
            rangeHeader,
            reply.EntityTag is null ? null : $"ETag: {reply.EntityTag}",
            reply.IsChunked ? "Transfer-Encoding: chunked" : reply.OmitsLength ? null : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {reply.DeclaredBytes ?? body.Length}"),
        ];
        head.AppendJoin("", lines.OfType<string>().Select(line => $"{line}\r\n")).Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()), _stop.Token);
        if (request.Method == "HEAD")
        {
            return;
        }

        do
        {
            await SendBodyAsync(stream, body.AsMemory(0, Math.Min(body.Length, reply.CutAt ?? body.Length)), reply.IsChunked);
        }
        while (reply.IsEndless);

        if (reply.Stall is { } stall)
        {
            stall();
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        if (reply is { IsChunked: true, CutAt: null })
        {
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _stop.Token);
        }
    }

    private async Task SendBodyAsync(NetworkStream stream, ReadOnlyMemory<byte> body, bool isChunked)
    {
        if (isChunked)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), _stop.Token);
        }

        await stream.WriteAsync(body, _stop.Token);
        if (isChunked)
        {
            await stream.WriteAsync("\r\n"u8.ToArray(), _stop.Token);
        }
    }

    private static (int Status, byte[] Body, string? RangeHeader) Cut(ReceivedRequest request, Reply reply)
    {
        var isSame = request.Header("If-Range") is not { } condition || condition == reply.EntityTag || reply.IgnoresCondition;
        if (reply.Status != 200 || reply.IgnoresRange || !isSame || request.Header("Range") is not { } range)
        {
            return (reply.Status, reply.Body, null);
        }

        var offset = int.Parse(range.AsSpan("bytes=".Length).TrimEnd('-'), CultureInfo.InvariantCulture);
        return offset < reply.Body.Length
            ? (206, reply.Body[offset..], $"Content-Range: bytes {offset}-{reply.Body.Length - 1}/{reply.Body.Length}")
            : (416, [], $"Content-Range: bytes */{reply.Body.Length}");
    }
}
