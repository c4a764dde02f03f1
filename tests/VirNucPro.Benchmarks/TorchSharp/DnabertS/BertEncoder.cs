using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>The blocks, over tokens without padding; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertEncoder : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Masked = -10000.0;

    [ComponentName(Name = "layer")]
    private readonly ModuleList<BertLayer> _layers;
    private readonly AlibiTable _alibi;

    public BertEncoder(int layerCount, int hiddenSize, int headCount, int intermediateSize, double layerNormEpsilon)
        : base(nameof(BertEncoder))
    {
        _layers = nn.ModuleList([.. Enumerable.Range(0, layerCount).Select(_ => new BertLayer(hiddenSize, headCount, intermediateSize, layerNormEpsilon))]);
        _alibi = new AlibiTable(headCount);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor attentionMask)
    {
        using var scope = NewDisposeScope();
        var batch = hidden.shape[0];
        var length = hidden.shape[1];
        var extendedMask = (1.0 - attentionMask.unsqueeze(1).unsqueeze(2).to(hidden.dtype)) * Masked;
        var bias = extendedMask + _alibi.Of(length).to(hidden.dtype);
        var indices = BertPadding.Indices(attentionMask);
        var x = BertPadding.Unpad(hidden, indices);
        foreach (var layer in _layers)
        {
            x = layer.call(x, indices, bias);
        }

        return BertPadding.Pad(x, indices, batch, length).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _alibi.Dispose();
        }

        base.Dispose(disposing);
    }
}
