namespace VirNucPro.Models.Fetch;

/// <summary>What to fetch, from where, and where to put it.</summary>
public sealed record ModelFetchOptions
{
    /// <summary>The models folder; created where it does not exist.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Takes the place of scheme and host of every address; a path in it comes before theirs. Null asks the public homes.</summary>
    public Uri? Mirror { get; init; }

    /// <summary>Which parts to fetch.</summary>
    public ModelParts Parts { get; init; } = ModelParts.All;

    /// <summary>Fetches again what is already there.</summary>
    public bool Force { get; init; }

    /// <summary>Stores FP32 weights as FP16 when the downloads are imported.</summary>
    public bool HalfPrecision { get; init; }
}
