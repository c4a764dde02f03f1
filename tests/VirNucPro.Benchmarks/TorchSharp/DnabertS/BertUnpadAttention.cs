using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>Self-attention and what follows it; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertUnpadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "self")]
    private readonly BertUnpadSelfAttention _self;
    [ComponentName(Name = "output")]
    private readonly BertSelfOutput _output;

    public BertUnpadAttention(int hiddenSize, int headCount, double layerNormEpsilon)
        : base(nameof(BertUnpadAttention))
    {
        _self = new BertUnpadSelfAttention(hiddenSize, headCount);
        _output = new BertSelfOutput(hiddenSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor indices, Tensor bias) => _output.call(_self.call(hidden, indices, bias), hidden);
}
