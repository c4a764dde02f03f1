namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What <see cref="ModelFetchRun"/> does.</summary>
public sealed record FetchOptions
{
    /// <summary>The models folder to make.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Takes the place of scheme and host of every address; null asks the public homes.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>Parts to fetch, of <see cref="ModelFetchRun.PartNames"/>; empty fetches all.</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>Store FP32 weights as FP16.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Fetch again what is already there.</summary>
    public bool Force { get; init; }
}
