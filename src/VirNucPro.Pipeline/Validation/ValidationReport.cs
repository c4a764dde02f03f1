using System.Text.Json.Serialization;

namespace VirNucPro.Pipeline.Validation;

/// <summary>What an input is, and what a prediction would do with it.</summary>
public sealed record ValidationReport
{
    /// <summary>The input's paths, as given.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>True where a prediction would go through.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>Why a prediction would not go through: the first problem of each file, for what follows it can't be read.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>What a prediction would go through with, but should be known.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Sequences read, empty ones included; where there is a problem, those before the first one.</summary>
    public required long Sequences { get; init; }

    /// <summary>Sequences without a letter; they get no result.</summary>
    public required long EmptySequences { get; init; }

    /// <summary>Sequences with the id of an earlier one; they get a suffix.</summary>
    public required long RenamedSequences { get; init; }

    /// <summary>Lengths of the sequences that are not empty; null where there are none.</summary>
    public required SequenceLengths? Lengths { get; init; }

    /// <summary>The letters of all sequences.</summary>
    public required LetterCounts Letters { get; init; }

    /// <summary>What the input is to each published classifier.</summary>
    public required IReadOnlyList<ExpectedWork> ExpectedWork { get; init; }

    /// <summary>What the times were estimated from; null where no models were given or no frame was found.</summary>
    public required TimeBasis? TimeBasis { get; init; }

    /// <summary>The kind of the first problem; null where there is none.</summary>
    [JsonIgnore]
    public FailureKind? Failure { get; init; }
}
