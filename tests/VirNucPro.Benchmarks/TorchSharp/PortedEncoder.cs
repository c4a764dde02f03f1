using System.Runtime.InteropServices;
using TorchSharp;
using VirNucPro.Benchmarks.TorchSharp.DnabertS;
using VirNucPro.Benchmarks.TorchSharp.Esm2;
using VirNucPro.Interop;
using VirNucPro.Models;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp;

/// <summary>An encoder as someone would port it from the Python to TorchSharp, module by module, with random weights.</summary>
internal sealed class PortedEncoder : IDisposable
{
    private const int Seed = 20261124;
    private const double NormDeviation = 0.1;

    private readonly nn.Module _module;
    private readonly Func<Tensor, Tensor, Tensor> _forward;
    private readonly int _firstPooled;
    private readonly int _lastNotPooled;
    private readonly int _padding;

    private PortedEncoder(nn.Module module, Func<Tensor, Tensor, Tensor> forward, int firstPooled, int lastNotPooled, int padding)
    {
        _module = module;
        _forward = forward;
        _firstPooled = firstPooled;
        _lastNotPooled = lastNotPooled;
        _padding = padding;
        _module.eval();
        using var none = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, parameter) in _module.named_parameters())
        {
            // Norms begin as ones and zeros, which would hide a weight in the wrong place.
            if (parameter.dim() == 1)
            {
                parameter.add_(randn_like(parameter) * NormDeviation);
            }
        }
    }

    /// <summary>Names and values of the weights, FP32 as long as it was not converted.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights => _module.state_dict();

    /// <summary>Makes an encoder; the same weights every time.</summary>
    /// <param name="shape">Its architecture and sizes.</param>
    public static PortedEncoder Create(EncoderConfiguration shape)
    {
        random.manual_seed(Seed);
        if (shape.Architecture == EncoderArchitecture.Esm2)
        {
            var esm = new ESM2(shape.LayerCount, shape.HiddenSize, shape.IntermediateSize, shape.HeadCount, shape.VocabularySize);
            return new PortedEncoder(esm, (tokens, _) => esm.call(tokens), firstPooled: 1, lastNotPooled: 1, ESM2.PaddingIndex);
        }

        var bert = new BertModel(
            shape.LayerCount, shape.HiddenSize, shape.HeadCount, shape.IntermediateSize, shape.VocabularySize, shape.LayerNormEpsilon);
        return new PortedEncoder(bert, (tokens, mask) => bert.call(tokens, mask), firstPooled: 0, lastNotPooled: 0, padding: 0);
    }

    /// <summary>Converts all weights.</summary>
    /// <param name="type">The type to compute in.</param>
    public void ConvertTo(ScalarType type) => _module.to(type);

    /// <summary>Embeds one batch: the mean over a row's letters, or over all its tokens.</summary>
    /// <param name="batch">The token ids.</param>
    /// <returns>[rows, width].</returns>
    public float[] Embed(TokenBatch batch)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        var ids = new long[batch.TokenIds.Length];
        var mask = new long[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var isToken = i % batch.TokenCount < batch.Lengths[i / batch.TokenCount];
            ids[i] = isToken ? batch.TokenIds[i] : _padding;
            mask[i] = isToken ? 1 : 0;
        }

        long[] shape = [batch.RowCount, batch.TokenCount];
        var hidden = _forward(tensor(ids, shape), tensor(mask, shape));
        var pooled = batch.Lengths.Select((length, row) =>
            hidden.select(0, row).narrow(0, _firstPooled, length - _firstPooled - _lastNotPooled).mean([0]));
        return [.. MemoryMarshal.Cast<byte, float>(stack(pooled).to(float32).bytes)];
    }

    public void Dispose() => _module.Dispose();
}
