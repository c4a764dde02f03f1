using VirNucPro.Models;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Embeddings in a file that holds only an array, and the ids of its rows in a text file, one a line.</summary>
internal sealed class ArrayWithIds : EmbeddingFiles
{
    private readonly EmbeddingFormat _format;
    private readonly PendingFile _arrayFile;
    private readonly PendingFile _idsFile;
    private IMatrixWriter? _array;

    /// <summary>Creates both files under temporary names.</summary>
    /// <param name="target">Of a format whose ids have a file of their own.</param>
    public ArrayWithIds(EmbeddingTarget target)
    {
        _format = target.Format;
        _arrayFile = new PendingFile(target.Path);
        try
        {
            _idsFile = new PendingFile(target.IdsPath!);
        }
        catch
        {
            _arrayFile.Dispose();
            throw;
        }
    }

    public override void Publish(CancellationToken cancellation)
    {
        _array!.Complete();
        _arrayFile.Close();
        _idsFile.Close();
        _arrayFile.Publish();
        _idsFile.Publish();
    }

    public override void Dispose()
    {
        _arrayFile.Dispose();
        _idsFile.Dispose();
        _array?.Dispose();
    }

    protected override void StartFiles(int width, EmbeddingOrigin origin)
    {
        _array = _format == EmbeddingFormat.Npy
            ? new NpyWriter(_arrayFile.Stream, width)
            : new SafetensorsMatrixWriter(_arrayFile.Stream, ArrayName, width, origin.Attributes);
        Comment.Write(_idsFile.Text, origin.Notice);
    }

    protected override void WriteRow(string id, ReadOnlySpan<float> row)
    {
        _array!.Write(row);
        _idsFile.Text.Write(id);
        _idsFile.Text.Write('\n');
    }
}
