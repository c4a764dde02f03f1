using VirNucPro.Interop;

namespace VirNucPro.Models.Verification;

/// <summary>The tensors that a network must have, by their names in virnucpro.h, with their shapes.</summary>
/// <remarks>The same lists as in the shim's esm2.cpp, dnabert_s.cpp and classifier.cpp: comparing headers needs neither libtorch nor the weights in memory.</remarks>
internal sealed class ExpectedTensors
{
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    private ExpectedTensors()
    {
    }

    /// <summary>Shapes by name; row-major.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>The tensors of an encoder.</summary>
    public static ExpectedTensors Of(EncoderConfiguration configuration)
    {
        var tensors = new ExpectedTensors();
        tensors._shapes.Add("embeddings.word_embeddings.weight", [configuration.VocabularySize, configuration.HiddenSize]);
        if (configuration.Architecture == EncoderArchitecture.Esm2)
        {
            tensors.AddEsm2(configuration);
        }
        else
        {
            tensors.AddDnabertS(configuration);
        }

        return tensors;
    }

    /// <summary>The tensors of a classifier.</summary>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <param name="hiddenWidth">Width of the hidden layer.</param>
    public static ExpectedTensors OfClassifier(long inputWidth, long hiddenWidth)
    {
        var tensors = new ExpectedTensors();
        tensors.AddLinear("hidden_layer", hiddenWidth, inputWidth);
        tensors.AddNorm("bn1", hiddenWidth);
        tensors._shapes.Add("bn1.running_mean", [hiddenWidth]);
        tensors._shapes.Add("bn1.running_var", [hiddenWidth]);
        tensors.AddLinear("output_layer", 2, hiddenWidth);
        return tensors;
    }

    private void AddEsm2(EncoderConfiguration configuration)
    {
        long width = configuration.HiddenSize;
        for (var layer = 0; layer < configuration.LayerCount; layer++)
        {
            var name = $"encoder.layer.{layer}";
            AddNorm($"{name}.attention.LayerNorm", width);
            AddLinear($"{name}.attention.self.query", width, width);
            AddLinear($"{name}.attention.self.key", width, width);
            AddLinear($"{name}.attention.self.value", width, width);
            AddLinear($"{name}.attention.output.dense", width, width);
            AddNorm($"{name}.LayerNorm", width);
            AddLinear($"{name}.intermediate.dense", configuration.IntermediateSize, width);
            AddLinear($"{name}.output.dense", width, configuration.IntermediateSize);
        }

        AddNorm("encoder.emb_layer_norm_after", width);
    }

    private void AddDnabertS(EncoderConfiguration configuration)
    {
        long width = configuration.HiddenSize;
        _shapes.Add("embeddings.token_type_embeddings.weight", [2, width]);
        AddNorm("embeddings.LayerNorm", width);
        for (var layer = 0; layer < configuration.LayerCount; layer++)
        {
            var name = $"encoder.layer.{layer}";
            AddLinear($"{name}.attention.self.Wqkv", 3 * width, width);
            AddLinear($"{name}.attention.output.dense", width, width);
            AddNorm($"{name}.attention.output.LayerNorm", width);
            _shapes.Add($"{name}.mlp.gated_layers.weight", [2L * configuration.IntermediateSize, width]);
            AddLinear($"{name}.mlp.wo", width, configuration.IntermediateSize);
            AddNorm($"{name}.mlp.layernorm", width);
        }
    }

    private void AddLinear(string name, long outputs, long inputs)
    {
        _shapes.Add($"{name}.weight", [outputs, inputs]);
        _shapes.Add($"{name}.bias", [outputs]);
    }

    private void AddNorm(string name, long width)
    {
        _shapes.Add($"{name}.weight", [width]);
        _shapes.Add($"{name}.bias", [width]);
    }
}
