using System.IO.Compression;
using System.Text;
using VirNucPro.Models;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>A file that appears under its name only when it is complete.</summary>
internal sealed class PendingFile : IDisposable
{
    /// <summary>What a name gets at its end until the file is complete.</summary>
    public const string TemporaryExtension = ".tmp";

    private const int BufferBytes = 1 << 16;
    private const string CompressedExtension = ".gz";

    // .NET writes nothing at all for no content, and nothing is no gzip file.
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly string _path;
    private readonly string _temporaryPath;
    private StreamWriter? _text;
    private BufferedStream? _packed;
    private bool _closed;
    private bool _published;

    /// <summary>Creates the file under a temporary name in the same folder.</summary>
    /// <param name="path">The name it gets.</param>
    public PendingFile(string path)
    {
        _path = path;
        _temporaryPath = path + TemporaryExtension;
        Stream = new FileStream(_temporaryPath, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, BufferBytes);
    }

    /// <summary>The content.</summary>
    public FileStream Stream { get; }

    /// <summary>The content as UTF-8 text without a byte order mark.</summary>
    public TextWriter Text => _text ??= new StreamWriter(Stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>
    /// The content, compressed where the name ends in <c>.gz</c>: as one gzip member without name and time, so that equal
    /// contents are equal files. Many small writes are fine.
    /// </summary>
    public Stream Packed => IsCompressed
        ? _packed ??= new BufferedStream(new GZipStream(Stream, CompressionLevel.Optimal, leaveOpen: true), BufferBytes)
        : Stream;

    private bool IsCompressed => _path.EndsWith(CompressedExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses to replace what is there.</summary>
    /// <param name="path">The name that a file is to get.</param>
    /// <param name="force">Accept a file that exists.</param>
    /// <param name="option">The option that named the file.</param>
    /// <exception cref="RunFailedException">A file exists, or a folder has its name.</exception>
    public static void RefuseExisting(string path, bool force, string option = "-o")
    {
        if (Directory.Exists(path) || (!force && File.Exists(path)))
        {
            throw new RunFailedException(FailureKind.Usage, $"{path} exists. Name another file ({option}), or replace it (--force).");
        }
    }

    /// <summary>Removes what a killed run left of a file.</summary>
    /// <param name="path">The name that it would have got.</param>
    public static void DeleteUnfinished(string path) => File.Delete(path + TemporaryExtension);

    /// <summary>Whether a file is one that has not got its name yet, or lies beside one: SQLite keeps a journal.</summary>
    /// <param name="path">The file.</param>
    public static bool IsUnfinished(string path) => Path.GetExtension(path) is TemporaryExtension or TemporaryExtension + "-journal";

    /// <summary>Flushes the content to the disk and closes it; a disk that is full shows here at the latest.</summary>
    public void Close()
    {
        _text?.Flush();
        _packed?.Dispose();
        if (IsCompressed && Stream.Position == 0)
        {
            Stream.Write(EmptyMember);
        }

        DiskFlush.Flush(Stream);
        Stream.Dispose();
        _closed = true;
    }

    /// <summary>Gives a closed file its name.</summary>
    public void Publish()
    {
        File.Move(_temporaryPath, _path, overwrite: true);
        _published = true;
    }

    /// <summary>Removes the file if it was not published.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            try
            {
                _text?.Dispose();
                _packed?.Dispose();
                Stream.Dispose();
            }
            catch (IOException)
            {
                // What is left in the buffer does not fit on the disk; the file goes anyway.
            }
        }

        if (!_published)
        {
            File.Delete(_temporaryPath);
        }
    }
}
