using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp.DnabertS;

/// <summary>Takes the padding out of a batch and puts it back; MosaicBERT, bert_padding.py.</summary>
internal static class BertPadding
{
    /// <summary>Positions of the tokens of a batch, in its flat order.</summary>
    public static Tensor Indices(Tensor attentionMask) => nonzero(attentionMask.flatten()).flatten();

    /// <summary>[batch, tokens, ...] to [tokens that are no padding, ...].</summary>
    public static Tensor Unpad(Tensor hidden, Tensor indices) => hidden.flatten(0, 1).index_select(0, indices);

    /// <summary>[tokens that are no padding, width] to [batch, tokens, width], zero at the padding.</summary>
    public static Tensor Pad(Tensor hidden, Tensor indices, long batch, long length)
    {
        var width = hidden.shape[1];
        return zeros([batch * length, width], dtype: hidden.dtype).index_copy_(0, indices, hidden).view(batch, length, width);
    }
}
