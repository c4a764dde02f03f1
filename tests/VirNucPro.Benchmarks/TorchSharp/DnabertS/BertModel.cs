using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>DNABERT-S: hidden states of its last block, [batch, tokens, width]; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertModel : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "embeddings")]
    private readonly BertEmbeddings _embeddings;
    [ComponentName(Name = "encoder")]
    private readonly BertEncoder _encoder;

    public BertModel(int layerCount, int hiddenSize, int headCount, int intermediateSize, int vocabularySize, double layerNormEpsilon)
        : base(nameof(BertModel))
    {
        _embeddings = new BertEmbeddings(vocabularySize, hiddenSize, layerNormEpsilon);
        _encoder = new BertEncoder(layerCount, hiddenSize, headCount, intermediateSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor inputIds, Tensor attentionMask)
    {
        using var scope = NewDisposeScope();
        return _encoder.call(_embeddings.call(inputIds), attentionMask).MoveToOuterDisposeScope();
    }
}
