using System.Reflection;
using System.Runtime.ExceptionServices;
using PureHDF;
using PureHDF.Selections;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Embeddings and ids as two datasets of an HDF5 file.</summary>
/// <remarks>
/// PureHDF wants to know the size of a dataset before its first value, and the number of sequences is known only after the
/// last one, so that the rows wait on the disk until then.
/// </remarks>
internal sealed class Hdf5Embeddings : EmbeddingFiles
{
    private const string IdsName = "ids";
    private const string SpoolExtension = ".rows.tmp";

    // 4 MiB: rows are copied as fast in larger blocks, and memory stays small.
    private const int BlockValues = 1 << 20;

    // The library keeps each of its string stores in memory until there are 4 MiB of them; its own 4 KiB would be a thousand.
    private const int StringStoreBytes = 1 << 16;

    private readonly PendingFile _file;
    private readonly EmbeddingSpool _spool;
    private EmbeddingOrigin? _origin;
    private int _width;

    /// <summary>Creates the file under a temporary name.</summary>
    /// <param name="path">The name it gets.</param>
    public Hdf5Embeddings(string path)
    {
        _file = new PendingFile(path);
        try
        {
            _spool = new EmbeddingSpool(path + SpoolExtension);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public override void Publish(CancellationToken cancellation)
    {
        WriteFile(cancellation);
        _file.Close();
        _file.Publish();
    }

    public override void Dispose()
    {
        _spool.Dispose();
        _file.Dispose();
    }

    protected override void StartFiles(int width, EmbeddingOrigin origin)
    {
        _width = width;
        _origin = origin;
    }

    protected override void WriteRow(string id, ReadOnlySpan<float> row) => _spool.Write(id, row);

    private void WriteFile(CancellationToken cancellation)
    {
        var rows = new H5Dataset<float[]>(fileDims: [(ulong)RowCount, (ulong)_width]);
        var ids = new H5Dataset<string[]>(fileDims: [(ulong)RowCount]);
        var file = new H5File { [ArrayName] = rows, [IdsName] = ids };
        foreach (var (name, value) in _origin!.Attributes)
        {
            file.Attributes[name] = value;
        }

        try
        {
            using var writer = file.BeginWrite(
                _file.Stream, new H5WriteOptions(MinimumGlobalHeapCollectionSize: StringStoreBytes));
            ulong start = 0;
            foreach (var (blockIds, blockRows) in _spool.ReadBlocks(RowCount, _width, Math.Max(1, BlockValues / _width)))
            {
                cancellation.ThrowIfCancellationRequested();
                var count = (ulong)blockIds.Length;
                writer.Write(rows, blockRows, fileSelection: new HyperslabSelection(
                    rank: 2, starts: [start, 0], blocks: [count, (ulong)_width]));
                writer.Write(ids, blockIds, fileSelection: new HyperslabSelection(start, count));
                start += count;
            }
        }
        catch (TargetInvocationException failure) when (failure.InnerException is not null)
        {
            // The library writes through reflection, which would hide a full disk.
            ExceptionDispatchInfo.Throw(failure.InnerException);
        }
    }
}
