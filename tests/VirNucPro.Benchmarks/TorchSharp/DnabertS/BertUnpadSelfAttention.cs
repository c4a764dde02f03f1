using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>Self-attention with ALiBi in its bias; MosaicBERT, bert_layers.py, the path without Triton.</summary>
internal sealed class BertUnpadSelfAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly int _headCount;
    private readonly int _headSize;
    [ComponentName(Name = "Wqkv")]
    private readonly Linear _wqkv;

    public BertUnpadSelfAttention(int hiddenSize, int headCount)
        : base(nameof(BertUnpadSelfAttention))
    {
        _headCount = headCount;
        _headSize = hiddenSize / headCount;
        _wqkv = nn.Linear(hiddenSize, 3 * hiddenSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor indices, Tensor bias)
    {
        var batch = bias.shape[0];
        var length = bias.shape[^1];
        var qkv = BertPadding.Pad(_wqkv.call(hidden), indices, batch, length).view(batch, length, 3, _headCount, _headSize);
        var q = qkv.select(2, 0).permute(0, 2, 1, 3);
        var k = qkv.select(2, 1).permute(0, 2, 3, 1);
        var v = qkv.select(2, 2).permute(0, 2, 1, 3);
        var scores = (matmul(q, k) / Math.Sqrt(_headSize)) + bias;
        var attention = matmul(scores.softmax(dim: -1), v).permute(0, 2, 1, 3);
        return BertPadding.Unpad(attention, indices).flatten(1);
    }
}
