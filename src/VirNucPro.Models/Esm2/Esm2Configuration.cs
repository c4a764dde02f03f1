using VirNucPro.Interop;

namespace VirNucPro.Models.Esm2;

/// <summary>Reads the sizes of an ESM-2 model from the <c>config.json</c> of Hugging Face's layout.</summary>
internal static class Esm2Configuration
{
    /// <summary>Reads a configuration; no size is assumed.</summary>
    /// <exception cref="ModelException">Names the field that is missing, or that asks for another network than ESM-2's.</exception>
    public static EncoderConfiguration Read(string path)
    {
        using var file = JsonFile.Open(path);
        file.Require("model_type", "esm");
        file.Require("position_embedding_type", "rotary");
        if (file.Boolean("emb_layer_norm_before", absent: false))
        {
            throw new ModelException($"{path}: \"emb_layer_norm_before\" is true, which no ESM-2 model has.");
        }

        var vocabularySize = file.PositiveInteger("vocab_size");
        if (vocabularySize != Esm2Tokenizer.VocabularySize)
        {
            throw new ModelException($"{path}: \"vocab_size\" is {vocabularySize}, but ESM-2's alphabet has {Esm2Tokenizer.VocabularySize} tokens.");
        }

        return new EncoderConfiguration(
            EncoderArchitecture.Esm2,
            file.PositiveInteger("num_hidden_layers"),
            file.PositiveInteger("hidden_size"),
            file.PositiveInteger("num_attention_heads"),
            file.PositiveInteger("intermediate_size"),
            vocabularySize,
            file.Boolean("token_dropout", absent: true),
            file.PositiveNumber("layer_norm_eps"));
    }
}
