using System.IO.MemoryMappedFiles;

namespace VirNucPro.Models.Weights;

/// <summary>A safetensors file, checked as a whole when it is opened and mapped one tensor at a time.</summary>
/// <remarks>One mapping at a time keeps the pages of a 6 GB file from adding up in the process while it is loaded.</remarks>
internal sealed class SafetensorsFile : ITensorSource
{
    private readonly MemoryMappedFile _file;
    private readonly Dictionary<string, TensorEntry> _tensors;
    private readonly Dictionary<string, ByteRange> _ranges;
    private MemoryMappedViewAccessor? _view;

    private SafetensorsFile(string path, MemoryMappedFile file, SafetensorsHeader header)
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
            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
            return new SafetensorsFile(path, file, header);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public unsafe ReadOnlySpan<byte> Read(TensorEntry tensor)
    {
        ReleaseView();
        var range = _ranges[tensor.Name];
        if (range.Length == 0)
        {
            return [];
        }

        if (range.Length > int.MaxValue)
        {
            throw new ModelException($"{Path}: tensor {tensor.Name} has {range.Length} bytes, more than the {int.MaxValue} of one tensor that can be loaded.");
        }

        _view = _file.CreateViewAccessor(range.Start, range.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new ReadOnlySpan<byte>(start + _view.PointerOffset, (int)range.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ReleaseView();
        _file.Dispose();
    }

    private void ReleaseView()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _view = null;
        }
    }
}
