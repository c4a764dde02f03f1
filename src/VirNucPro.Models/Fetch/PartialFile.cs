using System.Text.Json;

namespace VirNucPro.Models.Fetch;

/// <summary>A file that grows under a temporary name, over several runs if need be, and gets its own only when it is verified.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _versionPath;
    private readonly FileStream _stream;

    private PartialFile(string path)
    {
        _path = path;
        TemporaryPath = TemporaryName(path);
        _versionPath = TemporaryPath + ".json";
        _stream = new FileStream(TemporaryPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>Where its bytes are.</summary>
    public string TemporaryPath { get; }

    /// <summary>Bytes that it has.</summary>
    public long Length => _stream.Length;

    /// <summary>Which file its bytes are of; null while it is empty.</summary>
    public FileVersion? Version { get; private set; }

    /// <summary>The name of a file while it is incomplete.</summary>
    public static string TemporaryName(string path) => path + ".part";

    /// <summary>Opens what an earlier run left, or an empty file; bytes of unknown origin are dropped.</summary>
    /// <param name="path">The name it gets.</param>
    public static PartialFile Open(string path)
    {
        var file = new PartialFile(path);
        file.Version = file.ReadVersion();
        if (file.Version is null || file.Length > file.Version.TotalBytes)
        {
            file.Restart();
        }

        return file;
    }

    /// <summary>Begins a version at its first byte.</summary>
    public void Begin(FileVersion version)
    {
        Restart();
        File.WriteAllBytes(_versionPath, JsonSerializer.SerializeToUtf8Bytes(version));
        Version = version;
    }

    /// <summary>Drops every byte.</summary>
    public void Restart()
    {
        _stream.SetLength(0);
        File.Delete(_versionPath);
        Version = null;
    }

    /// <summary>Adds bytes at the end.</summary>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        _stream.Seek(0, SeekOrigin.End);
        return _stream.WriteAsync(bytes);
    }

    /// <summary>The content from its first byte.</summary>
    public Stream Rewind()
    {
        _stream.Seek(0, SeekOrigin.Begin);
        return _stream;
    }

    /// <summary>Gives the file its name.</summary>
    public void Publish()
    {
        DiskFlush.Flush(_stream);
        _stream.Dispose();
        File.Move(TemporaryPath, _path, overwrite: true);
        File.Delete(_versionPath);
    }

    /// <summary>Removes the file.</summary>
    public void Remove()
    {
        _stream.Dispose();
        File.Delete(TemporaryPath);
        File.Delete(_versionPath);
    }

    /// <summary>Closes the file; what it has stays.</summary>
    public void Dispose() => _stream.Dispose();

    private FileVersion? ReadVersion()
    {
        try
        {
            return Length == 0 ? null : JsonSerializer.Deserialize<FileVersion>(File.ReadAllBytes(_versionPath));
        }
        catch (Exception failure) when (failure is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
