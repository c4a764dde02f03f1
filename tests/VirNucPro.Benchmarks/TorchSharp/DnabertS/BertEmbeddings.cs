using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>Words and token types, no positions; MosaicBERT, bert_layers.py.</summary>
internal sealed class BertEmbeddings : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "word_embeddings")]
    private readonly Embedding _words;
    [ComponentName(Name = "token_type_embeddings")]
    private readonly Embedding _tokenTypes;
    [ComponentName(Name = "LayerNorm")]
    private readonly LayerNorm _norm;

    public BertEmbeddings(int vocabularySize, int hiddenSize, double layerNormEpsilon)
        : base(nameof(BertEmbeddings))
    {
        _words = nn.Embedding(vocabularySize, hiddenSize);
        _tokenTypes = nn.Embedding(2, hiddenSize);
        _norm = nn.LayerNorm(hiddenSize, layerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor inputIds)
    {
        using var scope = NewDisposeScope();
        return _norm.call(_words.call(inputIds) + _tokenTypes.call(zeros_like(inputIds))).MoveToOuterDisposeScope();
    }
}
