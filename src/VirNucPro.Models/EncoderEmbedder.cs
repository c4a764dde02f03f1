using VirNucPro.Interop;

namespace VirNucPro.Models;

/// <summary>An encoder of the native side.</summary>
internal sealed class EncoderEmbedder : IEmbedder
{
    private readonly NativeEncoder _encoder;
    private readonly string _model;
    private readonly string _device;
    private (TokenBatch Batch, NativeEmbedding Embedding)? _ahead;

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
    public bool StartsAhead => _encoder.ComputesByItself;

    /// <inheritdoc/>
    public void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null)
    {
        try
        {
            using var embedding = TakeStarted(batch) ?? Start(batch);
            if (StartsAhead && nextBatch is not null)
            {
                StartAhead(nextBatch);
            }

            embedding.CopyTo(pooled);
        }
        catch (NativeException failure)
        {
            DropStarted();
            throw NativeFailure.TranslateComputing(failure, _model, _device, $"{batch.RowCount} × {batch.TokenCount} tokens");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropStarted();
        _encoder.Dispose();
    }

    private NativeEmbedding Start(TokenBatch batch) => _encoder.Start(batch.TokenIds, batch.Lengths, batch.TokenCount);

    private void StartAhead(TokenBatch batch)
    {
        try
        {
            _ahead = (batch, Start(batch));
        }
        catch (NativeException)
        {
            // Such as no memory for two batches at once. It is started again when it is its turn.
        }
    }

    private NativeEmbedding? TakeStarted(TokenBatch batch)
    {
        if (_ahead is { } ahead && ReferenceEquals(ahead.Batch, batch))
        {
            _ahead = null;
            return ahead.Embedding;
        }

        DropStarted();
        return null;
    }

    private void DropStarted()
    {
        _ahead?.Embedding.Dispose();
        _ahead = null;
    }
}
