using Microsoft.Extensions.Logging;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Input;

/// <summary>The input of a run: counts its sequences and passes over the empty ones.</summary>
internal sealed partial class SequenceInput : IDisposable
{
    private const string StandardInput = "-";
    private const int EmptySequencesNamed = 10;

    private readonly FastaReader _reader;
    private readonly ILogger _log;
    private readonly List<string> _emptySequences = [];
    private SequenceRecord? _first;

    private SequenceInput(Stream stream, string name, string stem, ILogger log)
    {
        _reader = new FastaReader(stream, name);
        _log = log;
        Name = name;
        Stem = stem;
        LengthBytes = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>What messages call the input.</summary>
    public string Name { get; }

    /// <summary>What the names of derived files start with.</summary>
    public string Stem { get; }

    /// <summary>Size of the input; null where it can't be known.</summary>
    public long? LengthBytes { get; }

    /// <summary>Sequences read so far, empty ones included.</summary>
    public long Sequences { get; private set; }

    /// <summary>Empty sequences read so far.</summary>
    public long EmptySequences { get; private set; }

    /// <summary>Whether a path stands for standard input.</summary>
    public static bool IsStandardInput(string path) => path == StandardInput;

    /// <summary>Opens an input and, of a file, reads the first sequence: what is no FASTA fails before models are loaded.</summary>
    /// <param name="path">FASTA file, or <c>-</c> for standard input.</param>
    /// <param name="log">Told of empty sequences.</param>
    /// <exception cref="FastaFormatException">The input is not FASTA or has no sequence.</exception>
    /// <exception cref="RunFailedException">The file does not exist or can't be read.</exception>
    public static SequenceInput Open(string path, ILogger log)
    {
        if (IsStandardInput(path))
        {
            return new SequenceInput(Console.OpenStandardInput(), "standard input", StemOf(path), log);
        }

        var input = new SequenceInput(OpenFile(path), path, StemOf(path), log);
        try
        {
            input._first = input.ReadNext() ?? throw input.NoSequence();
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>What the names of derived files start with, for an input of that path.</summary>
    /// <param name="path">FASTA file, or <c>-</c> for standard input.</param>
    public static string StemOf(string path) =>
        IsStandardInput(path) ? "stdin" : Path.GetFileNameWithoutExtension(path);

    /// <summary>The sequences that have a letter, in order; once.</summary>
    /// <exception cref="FastaFormatException">The input is not FASTA or has no sequence.</exception>
    public IEnumerable<SequenceRecord> Read()
    {
        var record = _first ?? ReadNext() ?? throw NoSequence();
        _first = null;
        for (; record is not null; record = ReadNext())
        {
            Sequences++;
            if (record.LengthBp > 0)
            {
                yield return record;
                continue;
            }

            EmptySequences++;
            if (EmptySequences <= EmptySequencesNamed)
            {
                _emptySequences.Add($"'{record.Id}' (record {record.Number})");
            }
        }

        if (EmptySequences > 0)
        {
            var more = EmptySequences > EmptySequencesNamed ? ", …" : "";
            EmptySequencesPassedOver(Name, EmptySequences, string.Join(", ", _emptySequences) + more);
        }
    }

    public void Dispose() => _reader.Dispose();

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file"
                : Directory.Exists(path) ? "it is a folder; give a FASTA file" : failure.Message;
            throw new RunFailedException(FailureKind.InputMissing, $"Can't read the input {path}: {reason}.", failure);
        }
    }

    private SequenceRecord? ReadNext() => _reader.TryRead(out var record) ? record : null;

    private FastaFormatException NoSequence() => new($"{Name} holds no sequence. A FASTA file has a '>' line before each sequence.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input}: no result for {Count} empty sequence(s): {Sequences}")]
    private partial void EmptySequencesPassedOver(string input, long count, string sequences);
}
