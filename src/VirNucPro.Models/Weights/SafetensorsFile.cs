namespace VirNucPro.Models.Weights;

/// <summary>A safetensors file, checked as a whole when it is opened and mapped one tensor at a time.</summary>
internal sealed class SafetensorsFile : ITensorSource
{
    private readonly FileMapping _file;
    private readonly Dictionary<string, TensorEntry> _tensors;
    private readonly Dictionary<string, ByteRange> _ranges;

    private SafetensorsFile(string path, FileMapping file, SafetensorsHeader header)
    {
        Path = path;
        _file = file;
        _tensors = header.Tensors;
        _ranges = header.Ranges;
        Metadata = header.Metadata;
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its size.</summary>
    /// <exception cref="ModelException">Names the file, the tensor where there is one, and what is wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            var header = SafetensorsHeader.Read(path, stream);
            return new SafetensorsFile(path, new FileMapping(path), header);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(TensorEntry tensor) => _file.Map(_ranges[tensor.Name]);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
