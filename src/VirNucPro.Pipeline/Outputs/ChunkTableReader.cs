using System.Globalization;
using System.Text;
using VirNucPro.Pipeline.Input;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>
/// Reads a <see cref="ChunkTable"/>, ours or one by another program: with or without comment lines before its header, its
/// columns found by name, in any order and among others.
/// </summary>
internal sealed class ChunkTableReader : IDisposable
{
    private const string IdColumn = "Modified_ID";
    private const string OthersColumn = "max_score_0";
    private const string VirusColumn = "max_score_1";
    private const string NumberMark = "_chunk_";
    private const string Remedy = "Give the prediction_results_highestscore.csv of a run";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TextReader _text;
    private readonly List<string> _comments = [];
    private readonly int _columnCount;
    private readonly int _idColumn;
    private readonly int _othersColumn;
    private readonly int _virusColumn;
    private long _line;
    private string _sequenceId = "";

    /// <summary>Reads up to the header.</summary>
    /// <param name="stream">The table; closed by this object.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="RunFailedException">It has no such header (<see cref="FailureKind.BadInput"/>).</exception>
    public ChunkTableReader(Stream stream, string name)
    {
        Name = name;
        _text = new StreamReader(stream, StrictUtf8);
        var header = ReadLine();
        while (header?.StartsWith('#') ?? false)
        {
            _comments.Add(header);
            header = ReadLine();
        }

        var columns = header?.Split('\t') ?? throw Bad($"{name} is empty. {Remedy}.");
        _columnCount = columns.Length;
        _idColumn = Array.IndexOf(columns, IdColumn);
        _othersColumn = Array.IndexOf(columns, OthersColumn);
        _virusColumn = Array.IndexOf(columns, VirusColumn);
        string[] missing = [.. ((string[])[IdColumn, OthersColumn, VirusColumn]).Except(columns)];
        if (missing.Length > 0)
        {
            // Upstream's own program writes names and verdicts only.
            throw Bad($"{name}, line {_line}: a table of chunk scores has the column {string.Join(", the column ", missing)}, this one has not. "
                + $"{Remedy} of 'virnucpro predict'{(missing.Contains(IdColumn) ? "" : "; that of the Python program VirNucPro holds no scores")}.");
        }
    }

    /// <summary>What messages call the table.</summary>
    public string Name { get; }

    /// <summary>The lines before the header, each begins with <c>#</c>: the notice of demo models.</summary>
    public IReadOnlyList<string> Comments => _comments;

    /// <summary>Opens a table.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <exception cref="RunFailedException">
    /// It can't be read (<see cref="FailureKind.InputMissing"/>) or is no such table (<see cref="FailureKind.BadInput"/>).
    /// </exception>
    public static ChunkTableReader Open(string path)
    {
        if (InputFile.IsStandardInput(path))
        {
            return new ChunkTableReader(Console.OpenStandardInput(), "standard input");
        }

        var stream = OpenFile(path);
        try
        {
            return new ChunkTableReader(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The rows in order, lines without any text left out; once.</summary>
    /// <exception cref="RunFailedException">A row is not what it should be; names its line (<see cref="FailureKind.BadInput"/>).</exception>
    public IEnumerable<ScoredChunk> Read()
    {
        var fields = new Range[_columnCount + 1];
        while (ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return Parse(line, fields);
            }
        }
    }

    public void Dispose() => _text.Dispose();

    private static FileStream OpenFile(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var reason = failure is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no such file. {Remedy}"
                : Directory.Exists(path) ? "it is a folder; give the prediction_results_highestscore.csv in it" : failure.Message.TrimEnd('.');
            throw new RunFailedException(FailureKind.InputMissing, $"Can't read {path}: {reason}.", failure);
        }
    }

    private string? ReadLine()
    {
        try
        {
            var line = _text.ReadLine();
            _line++;
            return line;
        }
        catch (DecoderFallbackException failure)
        {
            throw new RunFailedException(
                FailureKind.BadInput, $"{Name} is no UTF-8 text (after line {_line}). {Remedy}.", failure);
        }
    }

    private ScoredChunk Parse(string line, Range[] fields)
    {
        var count = line.AsSpan().Split(fields, '\t');
        if (count != _columnCount)
        {
            throw Bad($"{Name}, line {_line}: {line.Count(letter => letter == '\t') + 1} columns where the header has {_columnCount}. "
                + "The table is damaged or cut off; take it from the run again.");
        }

        var id = line.AsSpan(fields[_idColumn]);
        var (length, number) = Divide(id);
        if (!id[..length].SequenceEqual(_sequenceId))
        {
            _sequenceId = id[..length].ToString();
        }

        return new ScoredChunk(
            _sequenceId, number, Number(line.AsSpan(fields[_othersColumn]), OthersColumn), Number(line.AsSpan(fields[_virusColumn]), VirusColumn));
    }

    // Length of the sequence's id, and the chunk's number.
    private static (int Length, int Number) Divide(ReadOnlySpan<char> chunkId)
    {
        var mark = chunkId.LastIndexOf(NumberMark, StringComparison.Ordinal);
        return mark >= 0 && int.TryParse(chunkId[(mark + NumberMark.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (mark, number)
            : (chunkId.Length, 0);
    }

    private double Number(ReadOnlySpan<char> field, string column) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Bad($"{Name}, line {_line}: {column} is '{field}', which is no score. The table is damaged; take it from the run again.");

    private static RunFailedException Bad(string message) => new(FailureKind.BadInput, message);
}
