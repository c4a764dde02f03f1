namespace VirNucPro.Models;

/// <summary>Keeps NaN and infinity out of the results: a row with one is computed again in FP32.</summary>
public sealed class FiniteEmbedder : IEmbedder
{
    private readonly IEmbedder _inner;
    private readonly Func<IEmbedder>? _loadExact;
    private IEmbedder? _exact;

    /// <summary>Decorates an embedder.</summary>
    /// <param name="inner">Disposed with this one.</param>
    /// <param name="loadExact">Loads the same model in FP32, at the first row that needs it; null where <paramref name="inner"/> is FP32 itself.</param>
    public FiniteEmbedder(IEmbedder inner, Func<IEmbedder>? loadExact)
    {
        _inner = inner;
        _loadExact = loadExact;
    }

    /// <inheritdoc/>
    public int Width => _inner.Width;

    /// <inheritdoc/>
    public bool StartsAhead => _inner.StartsAhead;

    /// <summary>Rows that were computed again so far.</summary>
    public long RecomputedCount { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="ModelException">A row is not finite in FP32 either.</exception>
    public void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null)
    {
        _inner.Embed(batch, pooled, nextBatch);
        for (var row = 0; row < batch.RowCount; row++)
        {
            var embedding = pooled.Slice(row * Width, Width);
            if (!IsFinite(embedding))
            {
                Recompute(batch, row, embedding);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _exact?.Dispose();
        _inner.Dispose();
    }

    private void Recompute(TokenBatch batch, int row, Span<float> embedding)
    {
        if (_loadExact is not null)
        {
            _exact ??= _loadExact();
            var length = batch.Lengths[row];
            var tokenIds = batch.TokenIds.AsSpan(row * batch.TokenCount, length).ToArray();
            _exact.Embed(new TokenBatch(tokenIds, [length], length), embedding);
            RecomputedCount++;
        }

        if (!IsFinite(embedding))
        {
            throw new ModelException($"The embedding of a sequence of {batch.Lengths[row]} tokens is not finite in FP32: the weights are damaged. Fetch them again.");
        }
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        // 0 × finite is 0, 0 × NaN and 0 × infinity are NaN: one sum tells, and the loop needs no branch.
        var sum = 0f;
        foreach (var value in values)
        {
            sum += value * 0f;
        }

        return sum == 0f;
    }
}
