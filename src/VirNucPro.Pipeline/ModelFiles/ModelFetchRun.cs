using VirNucPro.Models.Fetch;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Fetches the published models and makes a models folder of them.</summary>
public static class ModelFetchRun
{
    private static readonly Dictionary<string, ModelParts> Parts = new(StringComparer.Ordinal)
    {
        ["dnabert-s"] = ModelParts.DnabertS,
        ["esm2"] = ModelParts.Esm2,
        ["classifier"] = ModelParts.Classifier,
    };

    /// <summary>The parts that there are.</summary>
    public static IReadOnlyCollection<string> PartNames => Parts.Keys;

    /// <summary>Fetches to the end; what has arrived when it is stopped is continued by the next run.</summary>
    /// <param name="options">What to fetch.</param>
    /// <param name="progress">Told a few times a second; null for none.</param>
    /// <param name="cancellation">Stops the fetch.</param>
    /// <exception cref="RunFailedException">A part that there is not (<see cref="FailureKind.Usage"/>), a server that gives no such file (<see cref="FailureKind.Unavailable"/>), a disk that is full (<see cref="FailureKind.InputOutput"/>); nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">The fetch was stopped.</exception>
    public static void Execute(FetchOptions options, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        FailureMap.Guard(options.OutputDirectory, () =>
        {
            var fetchOptions = new ModelFetchOptions
            {
                OutputDirectory = options.OutputDirectory,
                Mirror = options.Mirror,
                Parts = options.Parts.Count == 0 ? ModelParts.All : options.Parts.Select(Find).Aggregate((all, part) => all | part),
                HalfPrecision = options.HalfPrecision,
                Force = options.Force,
            };
            var forwarded = progress is null ? null : new ForwardedProgress<FetchProgress, TransferProgress>(progress, Translate);
            ModelFetch.RunAsync(fetchOptions, forwarded, cancellation).GetAwaiter().GetResult();
            return options.OutputDirectory;
        });
    }

    private static ModelParts Find(string name) => Parts.TryGetValue(name, out var part)
        ? part
        : throw new RunFailedException(FailureKind.Usage, $"'{name}' is no part of the models. Choose from {string.Join(", ", PartNames)}.");

    private static TransferProgress Translate(FetchProgress progress) => new(
        $"Fetching {progress.FileName} ({progress.FileNumber} of {progress.FileCount})",
        progress.Notice ?? "",
        progress.DoneBytes,
        progress.TotalBytes);
}
