using System.Runtime.InteropServices;
using System.Text;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Ids and rows on the disk, until their number is known.</summary>
internal sealed class EmbeddingSpool : IDisposable
{
    private readonly FileStream _stream;
    private readonly BinaryWriter _writer;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Its name, which it has only for an instant.</param>
    public EmbeddingSpool(string path)
    {
        _stream = SpoolFile.Create(path);
        _writer = new BinaryWriter(_stream, Encoding.UTF8);
    }

    /// <summary>Appends a row.</summary>
    public void Write(string id, ReadOnlySpan<float> row)
    {
        _writer.Write(id);
        _writer.Write(MemoryMarshal.AsBytes(row));
    }

    /// <summary>Reads what was written, block by block; once, and after that nothing is written.</summary>
    /// <param name="rowCount">Rows written.</param>
    /// <param name="width">Width of a row.</param>
    /// <param name="blockRows">Rows of a block; the last may have fewer.</param>
    /// <returns>The ids of a block, and its rows, [ids, width].</returns>
    public IEnumerable<(string[] Ids, float[] Rows)> ReadBlocks(long rowCount, int width, int blockRows)
    {
        _writer.Flush();
        _stream.Position = 0;
        using var reader = new BinaryReader(_stream, Encoding.UTF8, leaveOpen: true);
        for (long start = 0; start < rowCount; start += blockRows)
        {
            var ids = new string[Math.Min(blockRows, rowCount - start)];
            var rows = new float[ids.Length * width];
            for (var row = 0; row < ids.Length; row++)
            {
                ids[row] = reader.ReadString();
                _stream.ReadExactly(MemoryMarshal.AsBytes(rows.AsSpan(row * width, width)));
            }

            yield return (ids, rows);
        }
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What is left in the buffer does not fit on the disk; nobody needs it any more.
        }
    }
}
