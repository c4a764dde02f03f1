using VirNucPro.Interop;

namespace VirNucPro.Models;

/// <summary>An encoder of the native side.</summary>
internal sealed class EncoderEmbedder : IEmbedder
{
    private readonly NativeEncoder _encoder;
    private readonly string _name;

    /// <summary>Takes over a sealed encoder.</summary>
    /// <param name="encoder">Freed with this embedder.</param>
    /// <param name="name">Model and device, for messages.</param>
    public EncoderEmbedder(NativeEncoder encoder, string name)
    {
        _encoder = encoder;
        _name = name;
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
            throw NativeFailure.Translate(failure, $"{_name}, batch of {batch.RowCount} × {batch.TokenCount} tokens");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _encoder.Dispose();
}
