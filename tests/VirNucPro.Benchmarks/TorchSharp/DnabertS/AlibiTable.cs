using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>What is added to the scores of each head for the distance of two tokens; MosaicBERT, bert_layers.py, BertEncoder.rebuild_alibi_tensor.</summary>
internal sealed class AlibiTable : IDisposable
{
    // config.json of DNABERT-S: alibi_starting_size.
    private const int StartingSize = 512;

    private readonly int _headCount;
    private Tensor _table;

    public AlibiTable(int headCount)
    {
        _headCount = headCount;
        _table = Build(StartingSize);
    }

    /// <summary>[1, heads, length, length].</summary>
    public Tensor Of(long length)
    {
        if (_table.shape[^1] < length)
        {
            _table.Dispose();
            _table = Build(length);
        }

        return _table.narrow(2, 0, length).narrow(3, 0, length);
    }

    public void Dispose() => _table.Dispose();

    private static double[] Slopes(int headCount)
    {
        if (double.IsPow2(headCount))
        {
            var start = Math.Pow(2, -Math.Pow(2, -(Math.Log2(headCount) - 3)));
            return [.. Enumerable.Range(0, headCount).Select(i => start * Math.Pow(start, i))];
        }

        var powerBelow = 1 << (int)Math.Floor(Math.Log2(headCount));
        return [.. Slopes(powerBelow), .. Slopes(2 * powerBelow).Where((_, i) => i % 2 == 0).Take(headCount - powerBelow)];
    }

    private Tensor Build(long size)
    {
        using var scope = NewDisposeScope();
        var positions = arange(size, dtype: float32);
        var distance = (positions.unsqueeze(0) - positions.unsqueeze(1)).abs();
        var slopes = tensor(Slopes(_headCount), dtype: float32).view(1, _headCount, 1, 1);
        return (slopes * -distance).DetachFromDisposeScope();
    }
}
