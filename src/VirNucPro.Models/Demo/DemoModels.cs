using System.Globalization;
using System.Text.Json;
using VirNucPro.Interop;
using VirNucPro.Models.Benchmarking;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Demo;

/// <summary>Small random models in the real file formats, so that the whole program runs anywhere.</summary>
/// <remarks>Their numbers come from fixed seeds: the files are the same, byte for byte, wherever they are written.</remarks>
public static class DemoModels
{
    /// <summary>What every output made with these models has to say.</summary>
    public const string Notice = "Demo models with random weights: these results have no biological meaning.";

    /// <summary>Field of <c>config.json</c> that carries <see cref="Notice"/>.</summary>
    internal const string NoticeKey = "virnucpro_notice";

    private const int ClassifierHiddenWidth = 32;

    /// <summary>Queries and keys this much larger than their inputs give attention scores of deviation 2: neither flat nor a single peak.</summary>
    private const float AttentionGain = 1.4f;

    /// <summary>Embeddings of random models differ little; this makes the scores of real DNA differ by some units of the logit.</summary>
    private const float OutputGain = 8f;

    private static readonly EncoderConfiguration SmallDnabertS = new(
        EncoderArchitecture.DnabertS, LayerCount: 2, HiddenSize: 64, HeadCount: 4, IntermediateSize: 128, VocabularySize: 512, TokenDropout: false, LayerNormEpsilon: 1e-12);

    private static readonly EncoderConfiguration SmallEsm2 = new(
        EncoderArchitecture.Esm2, LayerCount: 3, HiddenSize: 64, HeadCount: 4, IntermediateSize: 256, Esm2Tokenizer.VocabularySize, TokenDropout: true, LayerNormEpsilon: 1e-5);

    /// <summary>Writes a models folder, replacing the files of an earlier one.</summary>
    /// <param name="directory">Created where it does not exist.</param>
    /// <param name="realShapes">False: models of less than 1 MB. True: DNABERT-S as large as it is, and ESM-2 as its 8 M form; 0.4 GB.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public static void Write(string directory, bool realShapes = false)
    {
        var (dnabertS, esm2) = realShapes ? (Published("dnabert-s"), Published("esm2-8m")) : (SmallDnabertS, SmallEsm2);
        var dnabert = Directory.CreateDirectory(Path.Combine(directory, ModelFolder.DnabertFolderName)).FullName;
        DemoTokenizer.Write(Path.Combine(dnabert, ModelFolder.TokenizerFileName), dnabertS.VocabularySize);
        WriteDnabertS(dnabert, dnabertS);

        WriteEsm2(Directory.CreateDirectory(Path.Combine(directory, ModelFolder.Esm2FolderName)).FullName, esm2);

        var classifiers = Directory.CreateDirectory(Path.Combine(directory, ModelFolder.ClassifierFolderName)).FullName;
        // The biases are the medians over the frames of phage lambda with the small models, so that both labels occur: 5.02
        // and -3.36.
        var inputWidth = dnabertS.HiddenSize + esm2.HiddenSize;
        WriteClassifier(classifiers, inputWidth, chunkLengthBp: 500, seed: 500, virusBias: -5f);
        WriteClassifier(classifiers, inputWidth, chunkLengthBp: 300, seed: 300, virusBias: 3.4f);
    }

    /// <summary>The tokenizer of the demo models' DNABERT-S, without their files.</summary>
    /// <exception cref="IOException">There is no folder for temporary files.</exception>
    public static ITokenizer OpenDnabertTokenizer()
    {
        var path = Path.GetTempFileName();
        try
        {
            DemoTokenizer.Write(path, SmallDnabertS.VocabularySize);
            return DnabertTokenizer.Open(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>ESM-2's tokenizer, which all sizes of it have.</summary>
    public static ITokenizer OpenEsm2Tokenizer() => new Esm2Tokenizer();

    private static EncoderConfiguration Published(string name) => EncoderShape.All.Single(shape => shape.Name == name).Configuration;

    private static void WriteDnabertS(string directory, EncoderConfiguration shape)
    {
        WriteConfiguration(directory, json =>
        {
            json.WriteString("model_type", "bert");
            json.WriteString("hidden_act", "gelu");
            json.WriteNumber("num_hidden_layers", shape.LayerCount);
            json.WriteNumber("hidden_size", shape.HiddenSize);
            json.WriteNumber("num_attention_heads", shape.HeadCount);
            json.WriteNumber("intermediate_size", shape.IntermediateSize);
            json.WriteNumber("vocab_size", shape.VocabularySize);
            json.WriteNumber("type_vocab_size", 2);
            json.WriteNumber("layer_norm_eps", shape.LayerNormEpsilon);
        });

        var weights = new DemoWeights(seed: 1);
        weights.AddMatrix("embeddings.word_embeddings.weight", shape.VocabularySize, shape.HiddenSize, deviation: 1f);
        weights.AddMatrix("embeddings.token_type_embeddings.weight", 2, shape.HiddenSize, deviation: 0.1f);
        weights.AddNorm("embeddings.LayerNorm", shape.HiddenSize);
        for (var layer = 0; layer < shape.LayerCount; layer++)
        {
            var prefix = $"encoder.layer.{layer}";
            weights.AddLinear($"{prefix}.attention.self.Wqkv", 3 * shape.HiddenSize, shape.HiddenSize, AttentionGain);
            weights.AddLinear($"{prefix}.attention.output.dense", shape.HiddenSize, shape.HiddenSize);
            weights.AddNorm($"{prefix}.attention.output.LayerNorm", shape.HiddenSize);
            weights.AddMatrix($"{prefix}.mlp.gated_layers.weight", 2 * shape.IntermediateSize, shape.HiddenSize, deviation: 1f / MathF.Sqrt(shape.HiddenSize));
            weights.AddLinear($"{prefix}.mlp.wo", shape.HiddenSize, shape.IntermediateSize);
            weights.AddNorm($"{prefix}.mlp.layernorm", shape.HiddenSize);
        }

        weights.Write(Path.Combine(directory, ModelWeights.SingleFileName));
    }

    private static void WriteEsm2(string directory, EncoderConfiguration shape)
    {
        WriteConfiguration(directory, json =>
        {
            json.WriteString("model_type", "esm");
            json.WriteString("position_embedding_type", "rotary");
            json.WriteNumber("num_hidden_layers", shape.LayerCount);
            json.WriteNumber("hidden_size", shape.HiddenSize);
            json.WriteNumber("num_attention_heads", shape.HeadCount);
            json.WriteNumber("intermediate_size", shape.IntermediateSize);
            json.WriteNumber("vocab_size", shape.VocabularySize);
            json.WriteBoolean("token_dropout", true);
            json.WriteBoolean("emb_layer_norm_before", false);
            json.WriteNumber("layer_norm_eps", shape.LayerNormEpsilon);
        });

        var weights = new DemoWeights(seed: 2);
        weights.AddMatrix("esm.embeddings.word_embeddings.weight", shape.VocabularySize, shape.HiddenSize, deviation: 1f);
        for (var layer = 0; layer < shape.LayerCount; layer++)
        {
            var prefix = $"esm.encoder.layer.{layer}";
            weights.AddNorm($"{prefix}.attention.LayerNorm", shape.HiddenSize);
            weights.AddLinear($"{prefix}.attention.self.query", shape.HiddenSize, shape.HiddenSize, AttentionGain);
            weights.AddLinear($"{prefix}.attention.self.key", shape.HiddenSize, shape.HiddenSize, AttentionGain);
            weights.AddLinear($"{prefix}.attention.self.value", shape.HiddenSize, shape.HiddenSize);
            weights.AddLinear($"{prefix}.attention.output.dense", shape.HiddenSize, shape.HiddenSize);
            weights.AddNorm($"{prefix}.LayerNorm", shape.HiddenSize);
            weights.AddLinear($"{prefix}.intermediate.dense", shape.IntermediateSize, shape.HiddenSize);
            weights.AddLinear($"{prefix}.output.dense", shape.HiddenSize, shape.IntermediateSize);
        }

        weights.AddNorm("esm.encoder.emb_layer_norm_after", shape.HiddenSize);
        weights.Write(Path.Combine(directory, ModelWeights.SingleFileName));
    }

    private static void WriteClassifier(string directory, int inputWidth, int chunkLengthBp, ulong seed, float virusBias)
    {
        var weights = new DemoWeights(seed);
        weights.AddLinear("hidden_layer", ClassifierHiddenWidth, inputWidth);
        weights.AddNorm("bn1", ClassifierHiddenWidth);
        weights.AddVector("bn1.running_mean", ClassifierHiddenWidth, deviation: 0.1f, mean: 0f);
        weights.AddVector("bn1.running_var", ClassifierHiddenWidth, deviation: 0.1f, mean: 1f);
        weights.AddMatrix("output_layer.weight", 2, ClassifierHiddenWidth, OutputGain / MathF.Sqrt(ClassifierHiddenWidth));
        weights.Add("output_layer.bias", [0f, virusBias]);
        weights.AddMetadata(MlpClassifier.ExpectedLengthKey, chunkLengthBp.ToString(CultureInfo.InvariantCulture));
        weights.Write(Path.Combine(directory, $"{chunkLengthBp}{ModelFolder.ClassifierSuffix}"));
    }

    private static void WriteConfiguration(string directory, Action<Utf8JsonWriter> writeFields)
    {
        using var file = File.Create(Path.Combine(directory, ModelFolder.ConfigurationFileName));
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString(NoticeKey, Notice);
        writeFields(json);
        json.WriteEndObject();
    }
}
