using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>Writes a safetensors file out of streams that hold its tensors' data.</summary>
public sealed class TensorFileWriter
{
    private readonly SafetensorsWriter _writer = new();

    /// <summary>Adds an entry to <c>__metadata__</c>.</summary>
    /// <param name="key">A key not added before.</param>
    /// <param name="value">Its value.</param>
    public void AddMetadata(string key, string value) => _writer.AddMetadata(key, value);

    /// <summary>Adds a float32 matrix.</summary>
    /// <param name="name">A name not added before.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="data">Whole rows, little-endian; read from its start when the file is written.</param>
    public void AddRows(string name, int width, Stream data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _writer.Add(name, TensorElementType.Float32, [data.Length / (width * sizeof(float)), width], target => Copy(data, target));
    }

    /// <summary>Adds a uint8 tensor of one dimension.</summary>
    /// <param name="name">A name not added before.</param>
    /// <param name="data">Read from its start when the file is written.</param>
    public void AddBytes(string name, Stream data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _writer.Add(name, TensorElementType.UInt8, [data.Length], target => Copy(data, target));
    }

    /// <summary>Writes the file.</summary>
    /// <param name="target">Where to.</param>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public void Write(Stream target) => _writer.Write(target);

    private static void Copy(Stream data, Stream target)
    {
        data.Position = 0;
        data.CopyTo(target);
    }
}
