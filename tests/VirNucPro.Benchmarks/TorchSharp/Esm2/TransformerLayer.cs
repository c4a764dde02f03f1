using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.Esm2;

/// <summary>A block; fair-esm, esm/modules.py, class TransformerLayer.</summary>
internal sealed class TransformerLayer : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "self_attn")]
    private readonly MultiheadAttention _selfAttention;
    [ComponentName(Name = "self_attn_layer_norm")]
    private readonly LayerNorm _selfAttentionNorm;
    [ComponentName(Name = "fc1")]
    private readonly Linear _fc1;
    [ComponentName(Name = "fc2")]
    private readonly Linear _fc2;
    [ComponentName(Name = "final_layer_norm")]
    private readonly LayerNorm _finalNorm;

    public TransformerLayer(int embedDim, int ffnEmbedDim, int attentionHeads)
        : base(nameof(TransformerLayer))
    {
        _selfAttention = new MultiheadAttention(embedDim, attentionHeads);
        _selfAttentionNorm = nn.LayerNorm(embedDim);
        _fc1 = nn.Linear(embedDim, ffnEmbedDim);
        _fc2 = nn.Linear(ffnEmbedDim, embedDim);
        _finalNorm = nn.LayerNorm(embedDim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor? selfAttentionPaddingMask)
    {
        using var scope = NewDisposeScope();
        var residual = x;
        x = residual + _selfAttention.call(_selfAttentionNorm.call(x), selfAttentionPaddingMask);

        residual = x;
        x = _fc2.call(nn.functional.gelu(_fc1.call(_finalNorm.call(x))));
        return (residual + x).MoveToOuterDisposeScope();
    }
}
