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
    /// <param name="options">What to fetch and where to.</param>
    /// <param name="policy">How patiently.</param>
    /// <param name="handler">The transport; goes with the run.</param>
    /// <param name="progress">Told about every file.</param>
    /// <exception cref="ModelException">The mirror's address is no address of a web server.</exception>
    public FetchRun(ModelFetchOptions options, FetchPolicy policy, HttpMessageHandler handler, IProgress<FetchProgress>? progress)
    {
        if (options.Mirror is { } mirror && !(mirror.IsAbsoluteUri && (mirror.Scheme == Uri.UriSchemeHttps || mirror.Scheme == Uri.UriSchemeHttp)))
        {
            throw new ModelException($"The mirror {mirror} is no address of a web server. Give one such as https://models.example.org.");
        }

        _options = options;
        _policy = policy;
        _client = new FetchClient(handler, policy);
        _progress = progress;
        _files = [.. RemoteModels.Files(options.Parts)];
    }

    /// <summary>Fetches every file.</summary>
    /// <param name="directory">Gets one folder for each part.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ModelException">A file can't be had.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    public async Task DownloadAsync(string directory, CancellationToken cancellation)
    {
        for (var number = 0; number < _files.Count; number++)
        {
            if (_files[number].IsDescription)
            {
                _files[number] = await DownloadAsync(directory, number, cancellation).ConfigureAwait(false);
                if (_files[number].IsIndex)
                {
                    _files.AddRange(RemoteModels.Shards(_files[number], Target(directory, _files[number])));
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
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Downloads a file, or its alternative where there is none of its name.</summary>
    /// <returns>The one that is there now.</returns>
    private async Task<RemoteFile> DownloadAsync(string directory, int number, CancellationToken cancellation)
    {
        var file = _files[number];
        foreach (var candidate in file.Candidates)
        {
            var path = Target(directory, candidate);
            if (IsThere(path))
            {
                var bytes = new FileInfo(path).Length;
                Report(candidate, number, bytes, bytes, null);
                return candidate;
            }
        }

        foreach (var candidate in file.Candidates)
        {
            var path = Target(directory, candidate);
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
        long missing = 0;
        foreach (var file in _files.Where(file => !file.IsDescription && !file.Candidates.Any(candidate => IsThere(Target(directory, candidate)))))
        {
            using var guard = new StallGuard(_policy, cancellation);
            try
            {
                using var answer = await _client.AskAsync(HttpMethod.Head, file.Address(_options.Mirror), 0, null, guard.Token).ConfigureAwait(false);
                var begun = new FileInfo(PartialFile.TemporaryName(Target(directory, file)));
                missing += answer.Response.IsSuccessStatusCode ? (answer.TotalBytes ?? 0) - (begun.Exists ? begun.Length : 0) : 0;
            }
            catch (TransferException)
            {
                // The download itself meets the same failure, with patience; its own check of the room follows then.
            }
            catch (OperationCanceledException) when (guard.IsStalled && !cancellation.IsCancellationRequested)
            {
                // As above.
            }
        }

        if (missing > 0)
        {
            DiskRoom.Require(_policy, directory, missing, "the rest of the models");
        }
    }

    private bool IsThere(string path) => !_options.Force && File.Exists(path);

    private void Report(RemoteFile file, int number, long done, long? total, string? notice) =>
        _progress?.Report(new FetchProgress(file.DisplayName, number + 1, _files.Count, done, total, notice));

    private static string Target(string directory, RemoteFile file) => Path.Combine(directory, file.Folder, file.Name);
}
