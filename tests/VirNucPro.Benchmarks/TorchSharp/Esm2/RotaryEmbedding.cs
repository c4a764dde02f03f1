using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.Esm2;

/// <summary>Positions as rotations; fair-esm, esm/rotary_embedding.py.</summary>
internal sealed class RotaryEmbedding : nn.Module<Tensor, Tensor, (Tensor Queries, Tensor Keys)>
{
    [ComponentName(Name = "inv_freq")]
    private readonly Tensor _inverseFrequency;

    // A tensor in a field of its own would count as one of the module's buffers.
    private (Tensor Cosine, Tensor Sine)? _tables;

    public RotaryEmbedding(int dim)
        : base(nameof(RotaryEmbedding))
    {
        _inverseFrequency = 1.0 / pow(10000.0, arange(0, dim, 2, dtype: float32) / dim);
        RegisterComponents();
    }

    public override (Tensor Queries, Tensor Keys) forward(Tensor queries, Tensor keys)
    {
        var tables = UpdateTables(keys);
        return (Apply(queries, tables), Apply(keys, tables));
    }

    private static Tensor RotateHalf(Tensor x)
    {
        var halves = x.chunk(2, dim: -1);
        return cat([-halves[1], halves[0]], dim: -1);
    }

    private static Tensor Apply(Tensor x, (Tensor Cosine, Tensor Sine) tables) => (x * tables.Cosine) + (RotateHalf(x) * tables.Sine);

    private (Tensor Cosine, Tensor Sine) UpdateTables(Tensor x)
    {
        var length = x.shape[1];
        if (_tables is { } known && known.Cosine.shape[1] == length && known.Cosine.dtype == x.dtype)
        {
            return known;
        }

        var positions = arange(length, dtype: _inverseFrequency.dtype);
        var frequencies = outer(positions, _inverseFrequency);
        var angles = cat([frequencies, frequencies], dim: -1).unsqueeze(0);
        _tables?.Cosine.Dispose();
        _tables?.Sine.Dispose();
        var tables = (angles.cos().to(x.dtype).DetachFromDisposeScope(), angles.sin().to(x.dtype).DetachFromDisposeScope());
        _tables = tables;
        return tables;
    }
}
