namespace VirNucPro.Models.Fetch;

/// <summary>The parts of a models folder.</summary>
[Flags]
public enum ModelParts
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>The classifiers for chunks of 300 and 500 bp.</summary>
    Classifier = 1,

    /// <summary>The DNA encoder with its tokenizer.</summary>
    DnabertS = 2,

    /// <summary>The protein encoder.</summary>
    Esm2 = 4,

    /// <summary>Everything that a prediction needs.</summary>
    All = Classifier | DnabertS | Esm2,
}
