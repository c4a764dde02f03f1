using System.IO.MemoryMappedFiles;

namespace VirNucPro.Models.Weights;

/// <summary>A file of which one stretch is mapped at a time.</summary>
/// <remarks>One mapping at a time keeps the pages of a 6 GB file from adding up in the process while it is loaded.</remarks>
internal sealed class FileMapping : IDisposable
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private MemoryMappedViewAccessor? _view;

    /// <summary>Opens a file that is not empty.</summary>
    /// <param name="path">The file.</param>
    public FileMapping(string path)
    {
        _path = path;
        Length = new FileInfo(path).Length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Maps a stretch and releases the one before.</summary>
    /// <param name="range">Within the file.</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="ModelException">The stretch is longer than 2 GB.</exception>
    public unsafe ReadOnlySpan<byte> Map(ByteRange range)
    {
        Release();
        if (range.Length == 0)
        {
            return [];
        }

        if (range.Length > int.MaxValue)
        {
            throw new ModelException($"{_path}: {range.Length} bytes belong together, more than the {int.MaxValue} that can be loaded.");
        }

        _view = _file.CreateViewAccessor(range.Start, range.Length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        return new ReadOnlySpan<byte>(start + _view.PointerOffset, (int)range.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _file.Dispose();
    }

    private void Release()
    {
        if (_view is not null)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _view = null;
        }
    }
}
