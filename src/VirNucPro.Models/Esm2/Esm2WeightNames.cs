namespace VirNucPro.Models.Esm2;

/// <summary>Maps Hugging Face's tensor names of ESM-2, with and without the prefix of the language model, to those of virnucpro.h.</summary>
internal static class Esm2WeightNames
{
    private const string Prefix = "esm.";

    private static readonly string[] UnusedParts =
        ["lm_head.", "contact_head.", "pooler.", "embeddings.position_ids", "embeddings.position_embeddings."];

    /// <summary>The native name; null for parts of the model that do not take part in embeddings.</summary>
    public static string? ToNative(string name)
    {
        var bare = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return Array.Exists(UnusedParts, part => bare.StartsWith(part, StringComparison.Ordinal)) ? null : bare;
    }
}
