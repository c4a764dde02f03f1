using System.Buffers;
using System.Text.Json;
using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Esm2;

/// <summary>Reads the sizes of an ESM-2 model from the <c>config.json</c> of Hugging Face's layout, or from a checkpoint of fair-esm.</summary>
internal static class Esm2Configuration
{
    /// <summary>PyTorch's own default, which fair-esm takes and does not write down.</summary>
    private const double FairEsmLayerNormEpsilon = 1e-5;

    private const string WordEmbeddings = "embeddings.word_embeddings.weight";
    private const string FirstIntermediate = "encoder.layer.0.intermediate.dense.weight";

    /// <summary>The configuration of weights: the one that the checkpoint carries, or else that of the file beside it.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="path">The <c>config.json</c> that belongs to them; need not exist where they are fair-esm's checkpoint.</param>
    /// <exception cref="ModelException">There is none, or it names another network than ESM-2's, or the weights are of another.</exception>
    public static EncoderConfiguration Of(ITensorSource source, string path)
    {
        // Before the configuration, which a file of another model lacks rightly.
        var vocabularySize = RowCount(source, WordEmbeddings);
        if (vocabularySize != Esm2Tokenizer.VocabularySize)
        {
            throw new ModelException($"{source.Path}: the model has {vocabularySize} tokens, but ESM-2's alphabet has {Esm2Tokenizer.VocabularySize}.");
        }

        return FairEsmSettings.Find(source) is { } settings ? Read(settings, source)
            : File.Exists(path) ? Read(path)
            : throw new ModelException($"{path} is missing, and {source.Path} carries no configuration of its own. Put the model's files there.");
    }

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

    /// <summary>A <c>config.json</c> from which <see cref="Read(string)"/> reads the same configuration.</summary>
    /// <remarks>With the further fields that Hugging Face's EsmModel wants.</remarks>
    public static byte[] ToJson(EncoderConfiguration configuration)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartArray("architectures");
            json.WriteStringValue("EsmModel");
            json.WriteEndArray();
            json.WriteNumber("attention_probs_dropout_prob", 0.0);
            json.WriteBoolean("emb_layer_norm_before", false);
            json.WriteString("hidden_act", "gelu");
            json.WriteNumber("hidden_dropout_prob", 0.0);
            json.WriteNumber("hidden_size", configuration.HiddenSize);
            json.WriteNumber("intermediate_size", configuration.IntermediateSize);
            json.WriteNumber("layer_norm_eps", configuration.LayerNormEpsilon);
            json.WriteNumber("mask_token_id", 32);
            json.WriteNumber("max_position_embeddings", 1026);
            json.WriteString("model_type", "esm");
            json.WriteNumber("num_attention_heads", configuration.HeadCount);
            json.WriteNumber("num_hidden_layers", configuration.LayerCount);
            json.WriteNumber("pad_token_id", 1);
            json.WriteString("position_embedding_type", "rotary");
            json.WriteBoolean("token_dropout", configuration.TokenDropout);
            json.WriteNumber("vocab_size", configuration.VocabularySize);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static EncoderConfiguration Read(FairEsmSettings settings, ITensorSource source) => new(
        EncoderArchitecture.Esm2,
        settings.PositiveInteger("encoder_layers"),
        settings.PositiveInteger("encoder_embed_dim"),
        settings.PositiveInteger("encoder_attention_heads"),
        RowCount(source, FirstIntermediate),
        Esm2Tokenizer.VocabularySize,
        settings.Boolean("token_dropout"),
        FairEsmLayerNormEpsilon);

    private static int RowCount(ITensorSource source, string nativeName)
    {
        var matrix = source.Tensors.Values.FirstOrDefault(tensor => Esm2WeightNames.ToNative(tensor.Name) == nativeName);
        return matrix is { Shape: [> 0 and <= int.MaxValue, _] }
            ? (int)matrix.Shape[0]
            : throw new ModelException($"{source.Path} has no matrix {nativeName} by that or fair-esm's name: it is no ESM-2 model.");
    }
}
