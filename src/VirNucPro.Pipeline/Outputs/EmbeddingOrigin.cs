using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Where embeddings come from.</summary>
/// <param name="Encoder"><c>esm2</c> or <c>dnabert-s</c>.</param>
/// <param name="Models">SHA-256 of the encoder's weights and, where it has a file of its own, of its tokenizer.</param>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>bf16</c>: what the products were computed in; the embeddings are float32 always.</param>
/// <param name="Pooling">How the vectors of a sequence's tokens became one.</param>
/// <param name="ProgramVersion">This program's version.</param>
/// <param name="Notice">What outputs of demo models have to say; null for others.</param>
internal sealed record EmbeddingOrigin(
    string Encoder,
    IReadOnlyList<RunParameter> Models,
    string Precision,
    string Pooling,
    string ProgramVersion,
    string? Notice)
{
    /// <summary>The same as names and values, for formats that hold such.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes =>
    [
        new("encoder", Encoder),
        .. Models.Zip(["weights_sha256", "tokenizer_sha256"], (model, name) => new KeyValuePair<string, string>(name, model.Value)),
        new("precision", Precision),
        new("pooling", Pooling),
        new("program", $"virnucpro {ProgramVersion}"),
        .. Notice is null ? Array.Empty<KeyValuePair<string, string>>() : [new("notice", Notice)],
    ];
}
