namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What a weights file, or several that belong together, holds.</summary>
/// <param name="Path">The file, or the index of the shards.</param>
/// <param name="Format">Its format, for people.</param>
/// <param name="Tensors">The tensors, by name.</param>
/// <param name="Configuration">Fields of the <c>config.json</c> beside it; empty where there is none.</param>
/// <param name="Metadata">Text and numbers that the file carries beside its tensors.</param>
/// <param name="Refused">Where in the file something is named that would have to be run, and what; none of it was run.</param>
public sealed record InspectedModel(
    string Path,
    string Format,
    IReadOnlyList<InspectedTensor> Tensors,
    IReadOnlyList<KeyValuePair<string, string>> Configuration,
    IReadOnlyList<KeyValuePair<string, string>> Metadata,
    IReadOnlyList<KeyValuePair<string, string>> Refused);
