using VirNucPro.Interop;

namespace VirNucPro.Models;

/// <summary>An encoder of the native side.</summary>
internal sealed class EncoderEmbedder : IEmbedder
{
    private readonly NativeEncoder _encoder;
    private readonly string _model;
    private readonly string _device;

    /// <summary>Takes over a sealed encoder.</summary>
    /// <param name="encoder">Freed with this embedder.</param>
    /// <param name="model">The model, for messages.</param>
    /// <param name="device">Name of the device, for messages.</param>
    public EncoderEmbedder(NativeEncoder encoder, string model, string device)
    {
        _encoder = encoder;
        _model = model;
        _device = device;
    }

    /// <inheritdoc/>
    public int Width => _encoder.HiddenSize;

    /// <inheritdoc/>
    public void Embed(TokenBatch batch, Span<float> pooled)
    {
        try
        {
            _encoder.Embed(batch.TokenIds, batch.Lengths, batch.TokenCount, pooled);
        }
        catch (NativeException failure)
        {
            throw NativeFailure.TranslateComputing(failure, _model, _device, $"{batch.RowCount} × {batch.TokenCount} tokens");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
