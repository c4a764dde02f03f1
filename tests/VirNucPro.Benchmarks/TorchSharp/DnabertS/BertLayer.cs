using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>A block; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertLayer : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "attention")]
    private readonly BertUnpadAttention _attention;
    [ComponentName(Name = "mlp")]
    private readonly BertGatedLinearUnitMLP _mlp;

    public BertLayer(int hiddenSize, int headCount, int intermediateSize, double layerNormEpsilon)
        : base(nameof(BertLayer))
    {
        _attention = new BertUnpadAttention(hiddenSize, headCount, layerNormEpsilon);
        _mlp = new BertGatedLinearUnitMLP(hiddenSize, intermediateSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor indices, Tensor bias)
    {
        using var scope = NewDisposeScope();
        return _mlp.call(_attention.call(hidden, indices, bias)).MoveToOuterDisposeScope();
    }
}
