namespace VirNucPro.Models.Inspection;

/// <summary>What a weights file, or several that belong together, holds.</summary>
public sealed record WeightsDescription
{
    /// <summary>The file, or the index of the shards.</summary>
    public required string Path { get; init; }

    /// <summary>Its format, for people.</summary>
    public required string Format { get; init; }

    /// <summary>The tensors, by name.</summary>
    public required IReadOnlyList<TensorDescription> Tensors { get; init; }

    /// <summary>Fields of the <c>config.json</c> beside it; empty where there is none.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Configuration { get; init; }

    /// <summary>Text and numbers that the file carries beside its tensors.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; }

    /// <summary>Where in the file something is named that would have to be run, and what; none of it was run.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Refused { get; init; }
}
