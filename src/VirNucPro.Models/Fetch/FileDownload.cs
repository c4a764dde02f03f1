using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Fetch;

/// <summary>Downloads one file, continues after whatever interrupts it, and gives it its name only when it is verified.</summary>
internal sealed class FileDownload
{
    private const int BufferBytes = 1 << 17;
    private const string NetworkRemedy = "Check the network and the proxy settings (HTTPS_PROXY), then fetch again: it continues where it stopped.";
    private const string ServerRemedy = "Fetch again later, or use another mirror.";

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly FetchClient _client;
    private readonly FetchPolicy _policy;
    private readonly RemoteFile _file;
    private readonly Uri _address;
    private readonly Action<long, long?, string?> _report;
    private long _reportedAt;

    /// <summary>Prepares a download.</summary>
    /// <param name="client">Asks the servers.</param>
    /// <param name="policy">How patiently.</param>
    /// <param name="file">What.</param>
    /// <param name="address">Where.</param>
    /// <param name="report">Takes bytes on the disk, bytes in all, and what it waits for.</param>
    public FileDownload(FetchClient client, FetchPolicy policy, RemoteFile file, Uri address, Action<long, long?, string?> report)
    {
        _client = client;
        _policy = policy;
        _file = file;
        _address = address;
        _report = report;
    }

    /// <summary>Downloads the file.</summary>
    /// <param name="path">The name it gets; its folder exists.</param>
    /// <param name="cancellation">Stops it; what has arrived stays.</param>
    /// <returns>False where the server has no such file.</returns>
    /// <exception cref="ModelException">It can't be had; names address, cause and remedy.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    public async Task<bool> RunAsync(string path, CancellationToken cancellation)
    {
        using var partial = PartialFile.Open(path);
        var furthest = partial.Length;
        var failures = 0;
        var wasBroken = false;
        while (true)
        {
            try
            {
                var isWhole = partial.Length > 0 && partial.Length == partial.Version?.TotalBytes;
                if (!isWhole && !await TransferAsync(partial, cancellation).ConfigureAwait(false))
                {
                    partial.Remove();
                    return false;
                }

                var defect = await FindDefectAsync(partial, wasBroken, cancellation).ConfigureAwait(false);
                if (defect is null)
                {
                    _report(partial.Length, partial.Length, null);
                    partial.Publish();
                    return true;
                }

                partial.Restart();
                wasBroken = true;
                throw defect;
            }
            catch (TransferException failure)
            {
                failures = partial.Length > furthest ? 1 : failures + 1;
                furthest = Math.Max(furthest, partial.Length);
                await WaitAsync(failure, failures, partial, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(TransferException failure, int failures, PartialFile partial, CancellationToken cancellation)
    {
        var delay = failure.ServerDelay ?? _policy.Delay(failures);
        if (failure.Remedy is not null || failures >= _policy.MaximumAttempts || delay > _policy.LongestServerDelay)
        {
            if (partial.Length == 0)
            {
                partial.Remove();
            }

            var count = failures > 1 ? $" ({failures} attempts)" : "";
            throw new ModelException($"{_address}: {failure.Message}{count}. {failure.Remedy ?? (failure.ServerDelay is null ? NetworkRemedy : ServerRemedy)}", failure);
        }

        _report(partial.Length, partial.Version?.TotalBytes, $"{failure.Message}; next attempt in {Math.Ceiling(delay.TotalSeconds):0} s");
        await Task.Delay(delay, _policy.Time, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> TransferAsync(PartialFile partial, CancellationToken cancellation)
    {
        if (partial.Version?.CanContinue(_address) == false)
        {
            partial.Restart();
        }

        using var guard = new StallGuard(_policy, cancellation);
        try
        {
            using var answer = await _client.AskAsync(HttpMethod.Get, _address, partial.Length, partial.Version?.Condition(_address), guard.Token).ConfigureAwait(false);
            if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
            {
                return false;
            }

            Accept(answer, partial);
            RequireRoom(partial);
            await CopyAsync(answer.Response, partial, guard).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (guard.IsStalled && !cancellation.IsCancellationRequested)
        {
            throw new TransferException($"nothing arrived for {_policy.StallLimit.TotalSeconds:0} s");
        }
    }

    private void Accept(RemoteAnswer answer, PartialFile partial)
    {
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                Begin(answer, partial);
                break;
            case HttpStatusCode.PartialContent:
                if (partial.Version?.IsSame(Version(answer)) != true || answer.Response.Content.Headers.ContentRange?.From != partial.Length)
                {
                    partial.Restart();
                    throw new TransferException("the server has another file there now, so it is fetched from its beginning");
                }

                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                partial.Restart();
                throw new TransferException("the server has a shorter file there now, so it is fetched from its beginning");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new TransferException(Describe(answer)) { ServerDelay = ServerDelay(answer.Response) };
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                throw new TransferException(Describe(answer), "The server does not give this file to everyone: use another mirror.");
            case HttpStatusCode.ProxyAuthenticationRequired:
                throw new TransferException(Describe(answer), "Give the proxy's user and password in HTTPS_PROXY (http://user:password@host:port).");
            default:
                throw new TransferException(Describe(answer), "Use another mirror.");
        }
    }

    private void Begin(RemoteAnswer answer, PartialFile partial)
    {
        var content = answer.Response.Content.Headers;
        if (ForeignAnswer.Recognize(content.ContentType) is { } foreign)
        {
            throw foreign;
        }

        var version = Version(answer);
        if (answer.LinkedBytes is { } linked && version.TotalBytes != linked)
        {
            throw new TransferException($"the server announces {linked} bytes but sends {version.TotalBytes}", ServerRemedy);
        }

        if (version.TotalBytes is null && answer.Response is { Version.Major: 1, Headers.TransferEncodingChunked: not true })
        {
            throw new TransferException("the server does not say how long the file is, so a loss would go unseen", "Use another mirror.");
        }

        RequirePlausible(version.TotalBytes ?? 0);
        partial.Begin(version);
    }

    private async Task CopyAsync(HttpResponseMessage response, PartialFile partial, StallGuard guard)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            using var body = await ReadAsync(() => new ValueTask<Stream>(response.Content.ReadAsStreamAsync(guard.Token))).ConfigureAwait(false);
            while (true)
            {
                guard.Restart();
                var count = await ReadAsync(() => body.ReadAsync(buffer, guard.Token)).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                RequirePlausible(partial.Length + count);
                await partial.AppendAsync(buffer.AsMemory(0, count)).ConfigureAwait(false);
                if (_policy.Time.GetElapsedTime(_reportedAt) >= ProgressInterval)
                {
                    _reportedAt = _policy.Time.GetTimestamp();
                    _report(partial.Length, partial.Version!.TotalBytes, null);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Tells a lost connection from a failing disk: both are <see cref="IOException"/>s.</summary>
    private static async Task<T> ReadAsync<T>(Func<ValueTask<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw FetchClient.Lost(failure);
        }
    }

    private async Task<TransferException?> FindDefectAsync(PartialFile partial, bool wasBroken, CancellationToken cancellation)
    {
        var version = partial.Version!;
        var head = new byte[ForeignContent.HeadBytes];
        var headBytes = await partial.Rewind().ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        if (ForeignAnswer.Recognize(head.AsSpan(0, headBytes)) is { } foreign)
        {
            return foreign;
        }

        var defect = partial.Length == 0 ? "the file is empty"
            : version.TotalBytes is { } total && total != partial.Length ? $"{partial.Length} bytes arrived of {total}"
            : await FindDefectAsync(partial, version.Sha256, cancellation).ConfigureAwait(false);
        // Once is chance, on the way or on a server; twice is the server's file.
        return defect is null ? null : new TransferException(defect, wasBroken ? ServerRemedy : null);
    }

    private async Task<string?> FindDefectAsync(PartialFile partial, string? sha256, CancellationToken cancellation)
    {
        if (sha256 is not null)
        {
            _report(partial.Length, partial.Length, "checking its SHA-256");
            var found = Convert.ToHexStringLower(await SHA256.HashDataAsync(partial.Rewind(), cancellation).ConfigureAwait(false));
            if (found != sha256)
            {
                return $"the file arrived damaged: its SHA-256 is {found}, the server announced {sha256}";
            }
        }

        if (!_file.IsJson)
        {
            return null;
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(partial.Rewind(), cancellationToken: cancellation).ConfigureAwait(false);
            return null;
        }
        catch (JsonException failure)
        {
            return $"the file is not whole, valid JSON (line {failure.LineNumber + 1})";
        }
    }

    private void RequirePlausible(long bytes)
    {
        if (bytes > _file.LimitBytes)
        {
            throw new TransferException($"the answer is longer than {_file.LimitBytes} bytes, which no {_file.Name} is", "Use another mirror.");
        }
    }

    private void RequireRoom(PartialFile partial)
    {
        var missing = (partial.Version!.TotalBytes ?? 0) - partial.Length;
        var directory = Path.GetDirectoryName(partial.TemporaryPath)!;
        if (missing > 0)
        {
            DiskRoom.Require(directory, _policy.FreeBytes(directory), missing, _file.DisplayName);
        }
    }

    private FileVersion Version(RemoteAnswer answer) => new(_address, answer.EntityTag, answer.Sha256, answer.TotalBytes);

    private TimeSpan? ServerDelay(HttpResponseMessage response)
    {
        var wish = response.Headers.RetryAfter;
        var delay = wish?.Delta ?? (wish?.Date - _policy.Time.GetUtcNow());
        return delay > TimeSpan.Zero ? delay : null;
    }

    private static string Describe(RemoteAnswer answer) => $"the server answers {(int)answer.Status} {answer.Response.ReasonPhrase}".TrimEnd();
}
