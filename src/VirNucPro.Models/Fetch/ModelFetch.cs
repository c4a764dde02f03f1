namespace VirNucPro.Models.Fetch;

/// <summary>Fetches the models from their public homes, or from a mirror of them.</summary>
public static class ModelFetch
{
    private const string DownloadsFolderName = "downloads";

    /// <summary>Fetches the chosen parts and makes a models folder of them.</summary>
    /// <param name="options">What to fetch and where to.</param>
    /// <param name="progress">Told about every file, at most ten times a second.</param>
    /// <param name="cancellation">Stops the fetch; what has arrived stays and is continued by the next one.</param>
    /// <returns>Done when the models folder is complete.</returns>
    /// <exception cref="ModelException">A server can't be reached or gives another file than asked for; names address, cause and remedy.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task RunAsync(ModelFetchOptions options, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RunAsync(options, new FetchPolicy(), FetchClient.CreateHandler(), progress, cancellation);
    }

    internal static async Task RunAsync(ModelFetchOptions options, FetchPolicy policy, HttpMessageHandler handler, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var downloads = Directory.CreateDirectory(Path.Combine(options.OutputDirectory, DownloadsFolderName)).FullName;
        using var run = new FetchRun(options, RemoteModels.Files(options.Parts), policy, handler, progress);
        await run.DownloadAsync(downloads, cancellation).ConfigureAwait(false);
    }
}
