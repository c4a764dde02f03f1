using System.Collections.Frozen;

namespace VirNucPro.Models.Esm2;

/// <summary>Maps the tensor names of Hugging Face's and of fair-esm's layout of ESM-2 to those of virnucpro.h.</summary>
/// <remarks>
/// The layouts can't be confused: Hugging Face counts its layers under <c>encoder.layer.</c>, fair-esm under <c>layers.</c>.
/// Source of fair-esm's prefixes: esm/pretrained.py, _load_model_and_alphabet_core_v2.
/// </remarks>
internal static class Esm2WeightNames
{
    /// <summary>Prefix of a layer's tensors in both Hugging Face's layout and virnucpro.h.</summary>
    private const string LayerPrefix = "encoder.layer.";

    private const string FairEsmLayerPrefix = "layers.";

    /// <summary>The same name in all layouts but for its prefixes.</summary>
    private const string FinalNorm = "emb_layer_norm_after.";

    /// <summary>In the order in which they may stand before a name.</summary>
    private static readonly string[] Prefixes = ["model.", "esm.", "encoder.", "sentence_encoder."];

    private static readonly string[] UnusedParts =
        ["lm_head.", "contact_head.", "pooler.", "embeddings.position_ids", "embeddings.position_embeddings."];

    /// <summary>Hugging Face's module in a layer by fair-esm's.</summary>
    private static readonly FrozenDictionary<string, string> LayerModules = new Dictionary<string, string>
    {
        ["self_attn.q_proj"] = "attention.self.query",
        ["self_attn.k_proj"] = "attention.self.key",
        ["self_attn.v_proj"] = "attention.self.value",
        ["self_attn.out_proj"] = "attention.output.dense",
        ["self_attn.rot_emb"] = "attention.self.rotary_embeddings",
        ["self_attn_layer_norm"] = "attention.LayerNorm",
        ["fc1"] = "intermediate.dense",
        ["fc2"] = "output.dense",
        ["final_layer_norm"] = "LayerNorm",
    }.ToFrozenDictionary();

    /// <summary>The native name; null for parts of the model that do not take part in embeddings.</summary>
    /// <returns>A name that belongs to no layout comes back without its prefixes: whoever loads it knows that there is no such tensor.</returns>
    public static string? ToNative(string name)
    {
        var bare = WithoutPrefixes(name);
        if (Array.Exists(UnusedParts, part => bare.StartsWith(part, StringComparison.Ordinal)))
        {
            return null;
        }

        return bare switch
        {
            "embed_tokens.weight" => "embeddings.word_embeddings.weight",
            _ when bare.StartsWith(FinalNorm, StringComparison.Ordinal) => $"encoder.{bare}",
            _ when bare.StartsWith("layer.", StringComparison.Ordinal) => $"encoder.{bare}",
            _ when bare.StartsWith(FairEsmLayerPrefix, StringComparison.Ordinal) => OfLayer(bare[FairEsmLayerPrefix.Length..]),
            _ => bare,
        };
    }

    private static string WithoutPrefixes(string name)
    {
        foreach (var prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                name = name[prefix.Length..];
            }
        }

        return name;
    }

    /// <summary>Translates what follows <c>layers.</c>, for example <c>12.self_attn.q_proj.weight</c>.</summary>
    private static string OfLayer(string name)
    {
        var moduleStart = name.IndexOf('.') + 1;
        var moduleEnd = Math.Max(name.LastIndexOf('.'), moduleStart);
        return LayerModules.TryGetValue(name[moduleStart..moduleEnd], out var module)
            ? $"{LayerPrefix}{name[..moduleStart]}{module}{name[moduleEnd..]}"
            : FairEsmLayerPrefix + name;
    }
}
