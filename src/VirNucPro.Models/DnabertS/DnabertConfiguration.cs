using VirNucPro.Interop;

namespace VirNucPro.Models.DnabertS;

/// <summary>Reads the sizes of a DNABERT-S model from its <c>config.json</c>.</summary>
internal static class DnabertConfiguration
{
    /// <summary>Reads a configuration; no size is assumed.</summary>
    /// <exception cref="ModelException">Names the field that is missing or unsupported.</exception>
    public static EncoderConfiguration Read(string path)
    {
        using var file = JsonFile.Open(path);
        file.Require("model_type", "bert");
        file.Require("hidden_act", "gelu");
        return new EncoderConfiguration(
            EncoderArchitecture.DnabertS,
            file.PositiveInteger("num_hidden_layers"),
            file.PositiveInteger("hidden_size"),
            file.PositiveInteger("num_attention_heads"),
            file.PositiveInteger("intermediate_size"),
            file.PositiveInteger("vocab_size"),
            TokenDropout: false,
            file.PositiveNumber("layer_norm_eps"));
    }
}
