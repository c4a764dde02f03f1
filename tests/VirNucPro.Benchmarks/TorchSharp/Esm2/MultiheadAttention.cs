using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.Esm2;

/// <summary>Self-attention over [tokens, batch, width]; fair-esm, esm/multihead_attention.py, without the averaged weights that it returns beside.</summary>
internal sealed class MultiheadAttention : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly int _headCount;
    private readonly int _headSize;
    [ComponentName(Name = "q_proj")]
    private readonly Linear _query;
    [ComponentName(Name = "k_proj")]
    private readonly Linear _key;
    [ComponentName(Name = "v_proj")]
    private readonly Linear _value;
    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;
    [ComponentName(Name = "rot_emb")]
    private readonly RotaryEmbedding _rotary;

    public MultiheadAttention(int embedDim, int headCount)
        : base(nameof(MultiheadAttention))
    {
        _headCount = headCount;
        _headSize = embedDim / headCount;
        _key = nn.Linear(embedDim, embedDim);
        _value = nn.Linear(embedDim, embedDim);
        _query = nn.Linear(embedDim, embedDim);
        _output = nn.Linear(embedDim, embedDim);
        _rotary = new RotaryEmbedding(_headSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? keyPaddingMask)
    {
        var length = x.shape[0];
        var batch = x.shape[1];
        var (q, k) = _rotary.call(
            SplitHeads(_query.call(x) * Math.Pow(_headSize, -0.5), length, batch),
            SplitHeads(_key.call(x), length, batch));
        var v = SplitHeads(_value.call(x), length, batch);

        var weights = bmm(q, k.transpose(1, 2));
        if (keyPaddingMask is not null)
        {
            weights = weights
                .view(batch, _headCount, length, length)
                .masked_fill(keyPaddingMask.unsqueeze(1).unsqueeze(2), double.NegativeInfinity)
                .view(batch * _headCount, length, length);
        }

        var probabilities = weights.softmax(dim: -1, dtype: float32).type_as(weights);
        var attention = bmm(probabilities, v);
        return _output.call(attention.transpose(0, 1).contiguous().view(length, batch, _headCount * _headSize));
    }

    private Tensor SplitHeads(Tensor x, long length, long batch) =>
        x.contiguous().view(length, batch * _headCount, _headSize).transpose(0, 1);
}
