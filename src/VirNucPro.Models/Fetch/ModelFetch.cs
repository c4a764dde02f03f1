using VirNucPro.Models.Import;

namespace VirNucPro.Models.Fetch;

/// <summary>Fetches the models from their public homes, or from a mirror of them.</summary>
public static class ModelFetch
{
    private const string DownloadsFolderName = "downloads";

    /// <summary>Fetches the chosen parts and makes a models folder of them; parts that were imported earlier stay as they are.</summary>
    /// <param name="options">What to fetch and where to.</param>
    /// <param name="progress">Told about every file while it is fetched and imported.</param>
    /// <param name="cancellation">Stops the fetch; what has arrived stays and is continued by the next one.</param>
    /// <returns>Done when the models folder is complete and the downloads are gone.</returns>
    /// <exception cref="ModelException">A server can't be reached or gives another file than asked for, or a part that was not imported is in the way; names address or file, cause and remedy.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task RunAsync(ModelFetchOptions options, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return RunAsync(options, new FetchPolicy(), FetchClient.CreateHandler(), progress, cancellation);
    }

    internal static async Task RunAsync(ModelFetchOptions options, FetchPolicy policy, HttpMessageHandler handler, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        using var run = new FetchRun(options, MissingFiles(options), policy, handler, progress);
        var downloads = Path.Combine(Path.GetFullPath(options.OutputDirectory), DownloadsFolderName);
        var files = await run.DownloadAsync(downloads, cancellation).ConfigureAwait(false);
        await Task.Run(() => Import(files, downloads, options, progress, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>The files of the parts that are not imported yet.</summary>
    private static List<RemoteFile> MissingFiles(ModelFetchOptions options)
    {
        var manifest = ModelManifest.Read(options.OutputDirectory);
        var files = new List<RemoteFile>();
        foreach (var file in RemoteModels.Files(options.Parts))
        {
            var target = Path.Combine(options.OutputDirectory, file.PartTarget);
            var isThere = File.Exists(target) || Directory.Exists(target);
            if (options.Force || !isThere)
            {
                files.Add(file);
            }
            else if (manifest?.Find(file.PartName) is null)
            {
                throw new ModelException($"{target} is already there, but was not imported, so it may be anything. Replace it with --force, or choose another folder.");
            }
        }

        return files;
    }

    private static void Import(IReadOnlyList<RemoteFile> files, string downloads, ModelFetchOptions options, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        var parts = files.GroupBy(file => file.PartName).ToArray();
        foreach (var (index, part) in parts.Index())
        {
            var weights = part.First(file => file.IsOpenedByImport);
            var path = FetchRun.PathOf(downloads, weights);
            var shared = new ModelImportOptions { OutputDirectory = options.OutputDirectory, HalfPrecision = options.HalfPrecision, Force = options.Force };
            var importOptions = weights switch
            {
                { ChunkLengthBp: { } lengthBp } => shared with { ClassifierPath = path, ExpectedLengthBp = lengthBp },
                { Folder: ModelFolder.DnabertFolderName } => shared with { DnabertPath = path },
                _ => shared with { Esm2Path = path },
            };
            try
            {
                ModelImport.Run(importOptions, progress is null ? null : new ImportReport(progress, index + 1, parts.Length), cancellation);
            }
            catch (ModelException failure)
            {
                throw new ModelException($"{failure.Message} What was fetched is kept in {downloads}: if a file of it is to blame, delete that and fetch again.", failure);
            }

            RemoveDownloads(part, downloads);
        }
    }

    /// <summary>Removes the files of an imported part, and folders that are empty then; what an interrupted fetch of another part left stays.</summary>
    private static void RemoveDownloads(IEnumerable<RemoteFile> part, string downloads)
    {
        foreach (var path in part.Select(file => FetchRun.PathOf(downloads, file)))
        {
            File.Delete(path);
            RemoveIfEmpty(Path.GetDirectoryName(path)!);
        }

        RemoveIfEmpty(downloads);
    }

    private static void RemoveIfEmpty(string directory)
    {
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any())
        {
            Directory.Delete(directory);
        }
    }

    /// <summary>Passes on how far an import is.</summary>
    private sealed class ImportReport(IProgress<FetchProgress> progress, int number, int count) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) =>
            progress.Report(new FetchProgress(value.FileName, number, count, value.DoneBytes, value.TotalBytes, "importing"));
    }
}
