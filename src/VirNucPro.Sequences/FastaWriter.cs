using System.Buffers;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>Writes FASTA records in the two forms of the reference. Many small writes: give it a buffered stream.</summary>
public static class FastaWriter
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>Writes a header with the id alone, then the letters in lines of a fixed width; no line for no letters.</summary>
    /// <param name="output">Stream to append to; left open.</param>
    /// <param name="id">Id, written as UTF-8.</param>
    /// <param name="letters">One letter a byte.</param>
    /// <param name="width">Letters in a line, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1.</exception>
    /// <exception cref="IOException">The stream can't be written to.</exception>
    /// <remarks>Source: VirNucPro units.py, split_fasta_chunk, through Biopython's writer.</remarks>
    public static void WriteWrapped(Stream output, string id, ReadOnlySpan<byte> letters, int width = 60)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        WriteHeader(output, id);
        while (!letters.IsEmpty)
        {
            var line = letters[..Math.Min(width, letters.Length)];
            WriteLine(output, line);
            letters = letters[line.Length..];
        }
    }

    /// <summary>Writes a header with the id alone, then all letters in one line.</summary>
    /// <param name="output">Stream to append to; left open.</param>
    /// <param name="id">Id, written as UTF-8.</param>
    /// <param name="letters">One letter a byte.</param>
    /// <exception cref="IOException">The stream can't be written to.</exception>
    /// <remarks>Source: VirNucPro prediction.py, make_predictdata.</remarks>
    public static void WriteOneLine(Stream output, string id, ReadOnlySpan<byte> letters)
    {
        ArgumentNullException.ThrowIfNull(output);
        WriteHeader(output, id);
        WriteLine(output, letters);
    }

    private static void WriteHeader(Stream output, string id)
    {
        var header = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(id.Length) + 2);
        header[0] = (byte)'>';
        var end = 1 + Encoding.UTF8.GetBytes(id, header.AsSpan(1));
        header[end] = (byte)'\n';
        output.Write(header, 0, end + 1);
        ArrayPool<byte>.Shared.Return(header);
    }

    private static void WriteLine(Stream output, ReadOnlySpan<byte> line)
    {
        output.Write(line);
        output.Write(NewLine);
    }
}
