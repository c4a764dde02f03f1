using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Input;

/// <summary>
/// The input of a run, one file or several one after the other: counts its sequences, passes over the empty ones, and
/// gives each of the others an id of its own.
/// </summary>
internal sealed partial class SequenceInput : IDisposable
{
    // Endings of files that were compressed, and of what is in them.
    private static readonly string[] CompressedExtensions = [".gz", ".bgz", ".bgzf", ".zst"];
    private static readonly string[] SequenceExtensions =
        [".fa", ".fasta", ".fna", ".ffn", ".frn", ".faa", ".fas", ".fsa", ".fq", ".fastq", ".sam", ".bam", ".txt"];

    private readonly ImmutableArray<InputFile> _files;
    private readonly ILogger _log;
    private readonly UniqueIds _ids = new();
    private readonly NamedRecords _empty = new();
    private readonly NamedRecords _renamed = new();

    // Of each file begun the records before it.
    private ImmutableList<long> _recordsBefore = [0];

    private SequenceInput(ImmutableArray<InputFile> files, ILogger log)
    {
        _files = files;
        _log = log;
        LengthBytes = files.Aggregate((long?)0, (sum, file) => sum + file.LengthBytes);
    }

    /// <summary>What messages call the input.</summary>
    public string Name => _files.Length == 1 ? _files[0].Name : $"{_files[0].Name} and {_files.Length - 1} more input(s)";

    /// <summary>The files as they were named, in order.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(file => file.Name)];

    /// <summary>Size of all files; null where it can't be known.</summary>
    public long? LengthBytes { get; }

    /// <summary>Sequences read so far, empty ones included.</summary>
    public long Sequences { get; private set; }

    /// <summary>Empty sequences read so far.</summary>
    public long EmptySequences => _empty.Count;

    /// <summary>Sequences read so far that got another id.</summary>
    public long RenamedSequences => _renamed.Count;

    /// <summary>Opens the files of an input.</summary>
    /// <param name="paths">Files, and at most once <c>-</c> for standard input.</param>
    /// <param name="log">Told of sequences that are empty or get another id.</param>
    /// <exception cref="SequenceFormatException">A file is damaged, in no known format, or none has a sequence.</exception>
    /// <exception cref="RunFailedException">A file does not exist or can't be read; or no path is given, or <c>-</c> twice.</exception>
    public static SequenceInput Open(IReadOnlyList<string> paths, ILogger log)
    {
        if (paths.Count == 0 || paths.Count(InputFile.IsStandardInput) > 1)
        {
            throw new RunFailedException(FailureKind.Usage, "The input must have a name, and - (standard input) can be given once only.");
        }

        var files = ImmutableArray.CreateBuilder<InputFile>(paths.Count);
        try
        {
            foreach (var path in paths)
            {
                files.Add(InputFile.Open(path));
            }

            var input = new SequenceInput(files.ToImmutable(), log);
            return paths.Any(InputFile.IsStandardInput) || files.Any(file => file.HasFirst) ? input : throw input.NoSequence();
        }
        catch
        {
            foreach (var file in files)
            {
                file.Dispose();
            }

            throw;
        }
    }

    /// <summary>What the names of derived files start with.</summary>
    /// <param name="paths">The input's paths: the first one counts.</param>
    public static string StemOf(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0 || InputFile.IsStandardInput(paths[0]))
        {
            return "stdin";
        }

        var stem = Path.GetFileNameWithoutExtension(paths[0]);
        return Has(paths[0], CompressedExtensions) && Has(stem, SequenceExtensions) ? Path.GetFileNameWithoutExtension(stem) : stem;

        static bool Has(string path, string[] extensions) =>
            extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The sequences that have a letter, in order; once. Their numbers and offsets count on from file to file.</summary>
    /// <exception cref="SequenceFormatException">A file is damaged, in no known format, or none has a sequence.</exception>
    public IEnumerable<SequenceRecord> Read()
    {
        long bytesBefore = 0;
        for (var i = 0; i < _files.Length; i++)
        {
            var (file, recordsBefore) = (_files[i], Sequences);
            Volatile.Write(ref _recordsBefore, i == 0 ? _recordsBefore : _recordsBefore.Add(recordsBefore));

            for (var record = file.Read(); record is not null; record = file.Read())
            {
                Sequences++;
                if (record.LengthBp == 0)
                {
                    NameEmpty(record.Id);
                    continue;
                }

                var id = _ids.Make(record.Id);
                if (id != record.Id)
                {
                    NameRenamed(record.Id, id);
                }

                yield return i == 0 && id == record.Id
                    ? record
                    : record with { Id = id, Number = Sequences, EndOffset = bytesBefore + record.EndOffset };
            }

            bytesBefore += file.BytesRead;
            if (file.LacksEndMarker)
            {
                EndMarkerMissing(file.Name);
            }

            if (Sequences == recordsBefore && _files.Length > 1)
            {
                FileWithoutSequences(file.Name);
            }
        }

        if (Sequences == 0)
        {
            throw NoSequence();
        }

        if (_empty.Count > 0)
        {
            EmptySequencesPassedOver(Name, _empty.Count, _empty.ToString());
        }

        if (_renamed.Count > 0)
        {
            SequencesRenamed(Name, _renamed.Count, _renamed.ToString());
        }
    }

    /// <summary>Names a record for a message: <c>record 7</c>, of several files <c>record 7 of b.fa</c>. On any thread.</summary>
    /// <param name="number">Its number in the whole input.</param>
    public string DescribeRecord(long number)
    {
        if (_files.Length == 1)
        {
            return $"record {number}";
        }

        var recordsBefore = Volatile.Read(ref _recordsBefore);
        var file = recordsBefore.FindLastIndex(before => before < number);
        return $"record {number - recordsBefore[file]} of {_files[file].Name}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    // Not where they are called: there every record would pay for what the names need.
    private void NameEmpty(string id) => _empty.Add(() => $"'{id}' ({DescribeRecord(Sequences)})");

    private void NameRenamed(string was, string id) => _renamed.Add(() => $"'{was}' ({DescribeRecord(Sequences)}) is now '{id}'");

    private SequenceFormatException NoSequence() =>
        new($"{Name} holds no sequence. Give a file in FASTA (a '>' line before each sequence), FASTQ, SAM or BAM.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input}: no result for {Count} empty sequence(s): {Sequences}")]
    private partial void EmptySequencesPassedOver(string input, long count, string sequences);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input}: {Count} sequence(s) had the id of an earlier one and got a suffix: {Sequences}")]
    private partial void SequencesRenamed(string input, long count, string sequences);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} lacks the empty block that bgzip writes at the end: check that it is whole.")]
    private partial void EndMarkerMissing(string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} holds no sequence.")]
    private partial void FileWithoutSequences(string file);
}
