using VirNucPro.Interop;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Verification;

/// <summary>The tensors that a network must have, by their names in virnucpro.h, with their shapes.</summary>
/// <remarks>The same lists as in the shim's esm2.cpp, dnabert_s.cpp and classifier.cpp: comparing headers needs neither libtorch nor the weights in memory.</remarks>
internal sealed class ExpectedTensors
{
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long[]> _optionalShapes = new(StringComparer.Ordinal);

    private ExpectedTensors()
    {
    }

    /// <summary>Holds weights against an encoder.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="configuration">Says which tensors there must be.</param>
    /// <param name="nativeName">The name of virnucpro.h for a name in the source; null for a tensor that embeddings don't need.</param>
    /// <returns>The tensors that embeddings need, under their names in virnucpro.h, in the source's order.</returns>
    /// <exception cref="ModelException">A tensor is missing, unknown, of another shape or no floating-point numbers, or two have the same name.</exception>
    public static IReadOnlyList<(string Name, TensorEntry Entry)> MatchEncoder(
        ITensorSource source, EncoderConfiguration configuration, Func<string, string?> nativeName)
    {
        // Before the list of what is expected is made: a configuration may ask for a billion layers.
        if (configuration.LayerCount > source.Tensors.Count)
        {
            throw new ModelException($"{source.Path} has {source.Tensors.Count} tensors, too few for the {configuration.LayerCount} layers of its configuration.");
        }

        return OfEncoder(configuration).Match(source, source.Tensors.Values, nativeName);
    }

    /// <summary>The tensors that an encoder can't do without, by their names in virnucpro.h, with their shapes.</summary>
    public static IReadOnlyDictionary<string, long[]> ShapesOfEncoder(EncoderConfiguration configuration) => OfEncoder(configuration)._shapes;

    /// <summary>Holds weights against a classifier.</summary>
    /// <param name="source">The weights.</param>
    /// <param name="hiddenWidth">Width of the hidden layer.</param>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <returns>The tensors that evaluation needs, in the source's order.</returns>
    /// <inheritdoc cref="MatchEncoder"/>
    public static IReadOnlyList<(string Name, TensorEntry Entry)> MatchClassifier(ITensorSource source, long hiddenWidth, long inputWidth)
    {
        var tensors = new ExpectedTensors();
        tensors.AddLinear("hidden_layer", hiddenWidth, inputWidth);
        tensors.AddNorm("bn1", hiddenWidth);
        tensors._shapes.Add("bn1.running_mean", [hiddenWidth]);
        tensors._shapes.Add("bn1.running_var", [hiddenWidth]);
        tensors.AddLinear("output_layer", 2, hiddenWidth);
        return tensors.Match(source, ClassifierFile.WeightsOf(source), name => name);
    }

    private static ExpectedTensors OfEncoder(EncoderConfiguration configuration)
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

    private List<(string Name, TensorEntry Entry)> Match(ITensorSource source, IEnumerable<TensorEntry> entries, Func<string, string?> nativeName)
    {
        var tensors = new List<(string Name, TensorEntry Entry)>();
        var present = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        TensorEntry? unknown = null;
        foreach (var tensor in entries)
        {
            if (nativeName(tensor.Name) is not { } name)
            {
                continue;
            }

            if (!_shapes.TryGetValue(name, out var shape) && !_optionalShapes.TryGetValue(name, out shape))
            {
                unknown ??= tensor;
                continue;
            }

            if (!present.TryAdd(name, tensor))
            {
                throw new ModelException($"{source.Path}: the tensors {present[name].Name} and {tensor.Name} are both the model's {name}. Give a file with one model.");
            }

            _ = WeightType.Of(tensor);
            if (!tensor.Shape.AsSpan().SequenceEqual(shape))
            {
                throw new ModelException($"{tensor.File}: tensor {tensor.Name} has shape [{string.Join(", ", tensor.Shape)}], but its place in the network asks for [{string.Join(", ", shape)}]: these are weights of another network.");
            }

            tensors.Add((name, tensor));
        }

        string[] missing = [.. _shapes.Keys.Where(name => !present.ContainsKey(name))];
        if (missing.Length > 0)
        {
            throw new ModelException($"{source.Path}: tensor {missing[0]} is missing{(missing.Length == 1 ? "" : $", and {missing.Length - 1} others")}: these are weights of another network, or incomplete ones. Fetch or import the model again.");
        }

        return unknown is null
            ? tensors
            : throw new ModelException($"{unknown.File}: tensor {unknown.Name} has no place in the network: these are weights of another one.");
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
            _optionalShapes.Add($"{name}.attention.self.rotary_embeddings.inv_freq", [width / configuration.HeadCount / 2]);
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
