namespace VirNucPro.Sequences.Tests;

/// <summary>What must come of a malformed file.</summary>
internal enum MalformedOutcome
{
    /// <summary>It must be refused.</summary>
    Refused,

    /// <summary>It must give the records of the original.</summary>
    Same,

    /// <summary>Refused, or the records of the original: nothing else.</summary>
    RefusedOrSame,

    /// <summary>Refused, or other records, because the format can't tell.</summary>
    Any,
}
