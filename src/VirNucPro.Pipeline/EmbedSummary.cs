namespace VirNucPro.Pipeline;

/// <summary>What a finished <see cref="EmbedRun"/> did.</summary>
public sealed record EmbedSummary
{
    /// <summary>The file with the array, float32 [<see cref="Rows"/>, <see cref="Width"/>], as a full path.</summary>
    public required string OutputPath { get; init; }

    /// <summary>The file with the id of each row, one a line, as a full path; null where the ids are in <see cref="OutputPath"/>.</summary>
    public required string? IdsPath { get; init; }

    /// <summary>Rows written: the input's sequences without the empty ones.</summary>
    public required long Rows { get; init; }

    /// <summary>Width of an embedding.</summary>
    public required int Width { get; init; }

    /// <summary>Input sequences without a letter; they have no row.</summary>
    public required long EmptySequences { get; init; }

    /// <summary>Wall time of the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>True where the model is a demo model: the embeddings then mean nothing.</summary>
    public required bool IsDemo { get; init; }

    /// <summary>Devices used, for example <c>cpu</c> or <c>cuda:0, cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Precision of the encoder: <c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Ids of the sequences that could not be embedded, in input order; their rows are NaN. Empty where all went well.</summary>
    public required IReadOnlyList<string> FailedSequences { get; init; }
}
