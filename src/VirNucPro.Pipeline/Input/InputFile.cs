using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Input;

/// <summary>One file of the input, open, and how far it is read.</summary>
internal sealed class InputFile : IDisposable
{
    private const string StandardInput = "-";

    private readonly SequenceReader _reader;
    private SequenceRecord? _first;

    private InputFile(Stream stream, string name)
    {
        _reader = new SequenceReader(stream, name);
        Name = name;
        LengthBytes = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>What messages call the file.</summary>
    public string Name { get; }

    /// <summary>Size of the file; null where it can't be known.</summary>
    public long? LengthBytes { get; }

    /// <summary>Bytes of the file read.</summary>
    public long BytesRead => _reader.BytesRead;

    /// <summary>Whether a first sequence was read when it was opened, and is still to be taken.</summary>
    public bool HasFirst => _first is not null;

    /// <inheritdoc cref="SequenceReader.LacksEndMarker"/>
    public bool LacksEndMarker => _reader.LacksEndMarker;

    /// <summary>Whether a path stands for standard input.</summary>
    public static bool IsStandardInput(string path) => path == StandardInput;

    /// <summary>Opens a file and, but for standard input, reads its first sequence: what holds none fails before models are loaded.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <exception cref="SequenceFormatException">The file is damaged or in no known format.</exception>
    /// <exception cref="RunFailedException">The file does not exist or can't be read.</exception>
    public static InputFile Open(string path)
    {
        if (IsStandardInput(path))
        {
            return new InputFile(Console.OpenStandardInput(), "standard input");
        }

        var file = new InputFile(OpenStream(path), path);
        try
        {
            file._first = file.Read();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The next sequence; null at the end.</summary>
    /// <exception cref="SequenceFormatException">The file is damaged.</exception>
    public SequenceRecord? Read()
    {
        if (_first is null)
        {
            return _reader.TryRead(out var record) ? record : null;
        }

        var first = _first;
        _first = null;
        return first;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static FileStream OpenStream(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file"
                : Directory.Exists(path) ? "it is a folder; give files of sequences" : failure.Message;
            throw new RunFailedException(FailureKind.InputMissing, $"Can't read the input {path}: {reason}.", failure);
        }
    }
}
