namespace VirNucPro.Models.DnabertS;

/// <summary>Maps the tensor names of DNABERT-S and of DNABERT-2 files to those of virnucpro.h.</summary>
internal static class DnabertWeightNames
{
    private const string Prefix = "bert.";

    private static readonly string[] UnusedParts = ["pooler.", "cls.", "embeddings.position_ids"];

    /// <summary>The native name; null for parts of the model that do not take part in embeddings.</summary>
    public static string? ToNative(string name)
    {
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Array.Exists(UnusedParts, part => bare.StartsWith(part, StringComparison.Ordinal)) ? null : bare;
    }
}
