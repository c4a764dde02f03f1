using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>What follows the attention; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertSelfOutput : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "dense")]
    private readonly Linear _dense;
    [ComponentName(Name = "LayerNorm")]
    private readonly LayerNorm _norm;

    public BertSelfOutput(int hiddenSize, double layerNormEpsilon)
        : base(nameof(BertSelfOutput))
    {
        _dense = nn.Linear(hiddenSize, hiddenSize);
        _norm = nn.LayerNorm(hiddenSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor input) => _norm.call(_dense.call(hidden) + input);
}
