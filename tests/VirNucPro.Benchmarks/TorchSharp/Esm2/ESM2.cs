using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.Esm2;

/// <summary>ESM-2 up to its last layer's representations, [batch, tokens, width]; fair-esm, esm/model/esm2.py, without the head that predicts letters.</summary>
internal sealed class ESM2 : nn.Module<Tensor, Tensor>
{
    public const int PaddingIndex = 1;

    private const int MaskIndex = 32;
    private const double TrainedMaskRatio = 0.15 * 0.8;

    [ComponentName(Name = "embed_tokens")]
    private readonly Embedding _embedTokens;
    [ComponentName(Name = "layers")]
    private readonly ModuleList<TransformerLayer> _layers;
    [ComponentName(Name = "emb_layer_norm_after")]
    private readonly LayerNorm _normAfter;

    public ESM2(int numLayers, int embedDim, int ffnEmbedDim, int attentionHeads, int alphabetSize)
        : base(nameof(ESM2))
    {
        _embedTokens = nn.Embedding(alphabetSize, embedDim, padding_idx: PaddingIndex);
        _layers = nn.ModuleList([.. Enumerable.Range(0, numLayers).Select(_ => new TransformerLayer(embedDim, ffnEmbedDim, attentionHeads))]);
        _normAfter = nn.LayerNorm(embedDim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var paddingMask = tokens.eq(PaddingIndex);
        var masked = tokens.eq(MaskIndex);
        var x = _embedTokens.call(tokens).masked_fill(masked.unsqueeze(-1), 0.0);
        var lengths = paddingMask.logical_not().sum(-1);
        var maskRatio = masked.sum(-1).to(x.dtype) / lengths;
        x = x * (1 - TrainedMaskRatio) / (1 - maskRatio).unsqueeze(-1).unsqueeze(-1).type_as(x);
        x = x * (1 - paddingMask.unsqueeze(-1).type_as(x));

        x = x.transpose(0, 1);
        var attentionMask = paddingMask.any().item<bool>() ? paddingMask : null;
        foreach (var layer in _layers)
        {
            x = layer.call(x, attentionMask);
        }

        return _normAfter.call(x).transpose(0, 1).MoveToOuterDisposeScope();
    }
}
