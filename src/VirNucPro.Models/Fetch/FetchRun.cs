namespace VirNucPro.Models.Fetch;

/// <summary>One fetch: the small files that name the others, then room for those, then the others.</summary>
internal sealed class FetchRun : IDisposable
{
    private readonly ModelFetchOptions _options;
    private readonly FetchPolicy _policy;
    private readonly FetchClient _client;
    private readonly IProgress<FetchProgress>? _progress;
    private readonly List<RemoteFile> _files;

    /// <summary>Prepares a fetch.</summary>
    /// <param name="options">Where to fetch from, and what becomes of it.</param>
    /// <param name="files">What to fetch; the shards of an index follow from it.</param>
    /// <param name="policy">How patiently.</param>
    /// <param name="handler">The transport; goes with the run.</param>
    /// <param name="progress">Told about every file.</param>
    /// <exception cref="ModelException">The mirror's address is no address of a web server.</exception>
    public FetchRun(ModelFetchOptions options, IEnumerable<RemoteFile> files, FetchPolicy policy, HttpMessageHandler handler, IProgress<FetchProgress>? progress)
    {
        if (options.Mirror is { } mirror && !(mirror.IsAbsoluteUri && (mirror.Scheme == Uri.UriSchemeHttps || mirror.Scheme == Uri.UriSchemeHttp)))
        {
            throw new ModelException($"The mirror {mirror} is no address of a web server. Give one such as https://models.example.org.");
        }

        _options = options;
        _policy = policy;
        _client = new FetchClient(handler, policy);
        _progress = progress;
        _files = [.. files];
    }

    /// <summary>Fetches every file.</summary>
    /// <param name="directory">Gets one folder for each part.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The files that are there now, with their shards, some under their alternative names.</returns>
    /// <exception cref="ModelException">A file can't be had.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    public async Task<IReadOnlyList<RemoteFile>> DownloadAsync(string directory, CancellationToken cancellation)
    {
        for (var number = 0; number < _files.Count; number++)
        {
            if (_files[number].IsDescription)
            {
                _files[number] = await DownloadAsync(directory, number, cancellation).ConfigureAwait(false);
                if (_files[number].IsIndex)
                {
                    _files.AddRange(RemoteModels.Shards(_files[number], PathOf(directory, _files[number])));
                }
            }
        }

        await RequireRoomAsync(directory, cancellation).ConfigureAwait(false);
        for (var number = 0; number < _files.Count; number++)
        {
            if (!_files[number].IsDescription)
            {
                _files[number] = await DownloadAsync(directory, number, cancellation).ConfigureAwait(false);
            }
        }

        return _files;
    }

    /// <summary>Where a file lies when it is fetched.</summary>
    public static string PathOf(string directory, RemoteFile file) => Path.Combine(directory, file.Folder, file.Name);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Downloads a file, or its alternative where there is none of its name.</summary>
    /// <returns>The one that is there now.</returns>
    private async Task<RemoteFile> DownloadAsync(string directory, int number, CancellationToken cancellation)
    {
        var file = _files[number];
        foreach (var candidate in file.Candidates)
        {
            var path = PathOf(directory, candidate);
            if (IsThere(path))
            {
                var bytes = new FileInfo(path).Length;
                Report(candidate, number, bytes, bytes, null);
                return candidate;
            }
        }

        foreach (var candidate in file.Candidates)
        {
            var path = PathOf(directory, candidate);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var download = new FileDownload(_client, _policy, candidate, candidate.Address(_options.Mirror), (done, total, notice) => Report(candidate, number, done, total, notice));
            if (await download.RunAsync(path, cancellation).ConfigureAwait(false))
            {
                return candidate;
            }
        }

        var addresses = string.Join(" nor ", file.Candidates.Select(candidate => candidate.Address(_options.Mirror)));
        throw new ModelException($"{addresses}: the server has no such file. {(_options.Mirror is null ? "The model has moved: use a mirror that has it, or import files that you have." : "Fetch this part without the mirror, or use another one.")}");
    }

    /// <summary>Adds up what the servers say about the large files, so that a full disk shows before hours of download.</summary>
    private async Task RequireRoomAsync(string directory, CancellationToken cancellation)
    {
        var bytes = 0L;
        foreach (var file in _files.Where(file => !file.IsDescription))
        {
            var present = file.Candidates.FirstOrDefault(candidate => IsThere(PathOf(directory, candidate)));
            var totalBytes = present is null
                ? await FindLengthAsync(file, cancellation).ConfigureAwait(false)
                : new FileInfo(PathOf(directory, present)).Length;
            if (present is null)
            {
                var begun = new FileInfo(PartialFile.TemporaryName(PathOf(directory, file)));
                bytes += Math.Max(0, totalBytes - (begun.Exists ? begun.Length : 0));
            }

            if ((present ?? file).IsRewritten)
            {
                bytes += _options.HalfPrecision ? totalBytes / 2 : totalBytes;
            }
        }

        if (bytes > 0)
        {
            DiskRoom.Require(directory, _policy.FreeBytes(directory), bytes, "what is to be fetched and imported");
        }
    }

    /// <summary>Asks how long a file is.</summary>
    /// <returns>0 where that can't be known: the download has patience, and a check of its own.</returns>
    private async Task<long> FindLengthAsync(RemoteFile file, CancellationToken cancellation)
    {
        using var guard = new StallGuard(_policy, cancellation);
        try
        {
            using var answer = await _client.AskAsync(HttpMethod.Head, file.Address(_options.Mirror), 0, null, guard.Token).ConfigureAwait(false);
            // The store behind the redirect may take nothing but GET; the redirect has told the length then.
            var totalBytes = answer.LinkedBytes ?? (answer.Response.IsSuccessStatusCode ? answer.TotalBytes : null);
            return Math.Clamp(totalBytes ?? 0, 0, file.LimitBytes);
        }
        catch (TransferException)
        {
            return 0;
        }
        catch (OperationCanceledException) when (guard.IsStalled && !cancellation.IsCancellationRequested)
        {
            return 0;
        }
    }

    private bool IsThere(string path) => !_options.Force && File.Exists(path);

    private void Report(RemoteFile file, int number, long done, long? total, string? notice) =>
        _progress?.Report(new FetchProgress(file.DisplayName, number + 1, _files.Count, done, total, notice));
}
