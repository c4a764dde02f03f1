using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>Reads the records of one format; holds the record being read.</summary>
/// <param name="input">The decompressed bytes; stays the caller's.</param>
/// <param name="name">What messages call the input.</param>
/// <param name="longestSequenceBp">Most bases that a record may have.</param>
internal abstract class RecordReader(ByteReader input, string name, int longestSequenceBp)
{
    // A record this long keeps the array that it was read into: the slack costs less than a second copy.
    private const int CopyBelowBp = 4 * 1024 * 1024;

    private char[] _title = new char[256];
    private long _records;

    /// <summary>The bytes.</summary>
    protected ByteReader Input { get; } = input;

    /// <summary>Bases of the record being read.</summary>
    protected ByteStore Bases { get; } = new(longestSequenceBp);

    /// <summary>Id of the record being read; null before it is known.</summary>
    protected string? RecordId { get; private set; }

    /// <summary>1-based number of the record being read.</summary>
    protected long RecordNumber => _records + 1;

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, with its own memory.</param>
    /// <returns>False at the end of the input.</returns>
    /// <exception cref="SequenceFormatException">The input is not in the format.</exception>
    /// <exception cref="IOException">The input can't be read.</exception>
    public bool TryRead([NotNullWhen(true)] out SequenceRecord? record)
    {
        RecordId = null;
        if (!TryReadRecord())
        {
            record = null;
            return false;
        }

        record = new SequenceRecord(RecordId ?? "", Bases.Take(CopyBelowBp), RecordNumber, Input.FileOffset);
        _records++;
        return true;
    }

    /// <summary>Reads the next record's id and <see cref="Bases"/>.</summary>
    /// <returns>False at the end of the input.</returns>
    protected abstract bool TryReadRecord();

    /// <summary>Where in the input the reader is, for a message: <c>, line 5</c>.</summary>
    protected abstract string Place { get; }

    /// <summary>Sets <see cref="RecordId"/>.</summary>
    /// <param name="title">UTF-8; the id ends at the first white space, that before it aside.</param>
    /// <exception cref="SequenceFormatException">The id is not UTF-8.</exception>
    protected void ReadId(ReadOnlySpan<byte> title)
    {
        // No UTF-8 has more UTF-16 units than bytes.
        if (_title.Length < title.Length)
        {
            _title = new char[Math.Max(title.Length, 2 * _title.Length)];
        }

        ReadOnlySpan<char> text = _title.AsSpan(0, Encoding.UTF8.GetChars(title, _title));
        var start = 0;
        while (start < text.Length && IsWhiteSpace(text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Length && !IsWhiteSpace(text[end]))
        {
            end++;
        }

        var id = text[start..end];
        if (id.Contains('\uFFFD'))
        {
            throw Error("an id that is not UTF-8", "Convert the file, for instance with `iconv -f latin1 -t utf-8`.");
        }

        RecordId = id.ToString();
    }

    /// <summary>A failure at the place where the reader is.</summary>
    /// <param name="what">What is wrong there.</param>
    /// <param name="remedy">What to do, as a sentence.</param>
    protected SequenceFormatException Error(string what, string remedy) => new($"{name}{Place}: {what}. {remedy}");

    /// <summary>The record has more bases than an array can hold.</summary>
    protected SequenceFormatException TooLong() => Error(
        "the sequence is longer than 2,147,483,591 bp, the most that one record can have",
        "Split it into several records.");

    /// <summary>As Python's str.split() sees it, which counts four separators more than .NET.</summary>
    private static bool IsWhiteSpace(char letter) => char.IsWhiteSpace(letter) || letter is >= '\x1c' and <= '\x1f';
}
