using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Demo;

/// <summary>Seeded random weights, scaled so that activations neither vanish nor grow from layer to layer.</summary>
internal sealed class DemoWeights
{
    /// <summary>Spread of biases and of LayerNorm's scales: enough that leaving one out shows in the result.</summary>
    private const float BiasDeviation = 0.1f;

    private readonly SafetensorsWriter _file = new();
    private readonly SplitMix64 _random;

    /// <summary>Starts a file.</summary>
    public DemoWeights(ulong seed)
    {
        _random = new SplitMix64(seed);
        _file.AddMetadata(DemoModels.NoticeKey, DemoModels.Notice);
    }

    /// <summary>Adds <c>name.weight</c> [outputs, inputs] and <c>name.bias</c> [outputs].</summary>
    /// <param name="name">Name of the layer.</param>
    /// <param name="outputs">Width of its result.</param>
    /// <param name="inputs">Width of its input.</param>
    /// <param name="gain">Deviation of the result for an input of deviation 1.</param>
    public void AddLinear(string name, int outputs, int inputs, float gain = 1f)
    {
        AddMatrix($"{name}.weight", outputs, inputs, gain / MathF.Sqrt(inputs));
        AddVector($"{name}.bias", outputs, BiasDeviation, mean: 0f);
    }

    /// <summary>Adds <c>name.weight</c> and <c>name.bias</c> of a normalisation.</summary>
    public void AddNorm(string name, int width)
    {
        AddVector($"{name}.weight", width, BiasDeviation, mean: 1f);
        AddVector($"{name}.bias", width, BiasDeviation, mean: 0f);
    }

    /// <summary>Adds a matrix of independent numbers with mean 0.</summary>
    public void AddMatrix(string name, int rows, int columns, float deviation) =>
        _file.Add(name, [rows, columns], _random.NextNormals(rows * columns, deviation));

    /// <summary>Adds a vector of independent numbers.</summary>
    public void AddVector(string name, int width, float deviation, float mean) =>
        _file.Add(name, [width], _random.NextNormals(width, deviation, mean));

    /// <summary>Adds a vector of given numbers.</summary>
    public void Add(string name, float[] values) => _file.Add(name, [values.Length], values);

    /// <summary>Adds an entry to the file's metadata.</summary>
    public void AddMetadata(string key, string value) => _file.AddMetadata(key, value);

    /// <summary>Writes the file.</summary>
    /// <exception cref="IOException">Writing failed.</exception>
    public void Write(string path) => _file.Write(path);
}
