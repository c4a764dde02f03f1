using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>The gated feed-forward part; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertGatedLinearUnitMLP : nn.Module<Tensor, Tensor>
{
    private readonly int _intermediateSize;
    [ComponentName(Name = "gated_layers")]
    private readonly Linear _gatedLayers;
    [ComponentName(Name = "wo")]
    private readonly Linear _wo;
    [ComponentName(Name = "layernorm")]
    private readonly LayerNorm _norm;

    public BertGatedLinearUnitMLP(int hiddenSize, int intermediateSize, double layerNormEpsilon)
        : base(nameof(BertGatedLinearUnitMLP))
    {
        _intermediateSize = intermediateSize;
        _gatedLayers = nn.Linear(hiddenSize, 2 * intermediateSize, hasBias: false);
        _wo = nn.Linear(intermediateSize, hiddenSize);
        _norm = nn.LayerNorm(hiddenSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        var both = _gatedLayers.call(hidden);
        var gated = both.narrow(1, 0, _intermediateSize);
        var nonGated = both.narrow(1, _intermediateSize, _intermediateSize);
        return _norm.call(_wo.call(nn.functional.gelu(gated) * nonGated) + hidden);
    }
}
