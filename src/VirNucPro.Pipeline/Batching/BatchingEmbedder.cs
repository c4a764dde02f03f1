using VirNucPro.Models;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Batching;

/// <summary>Embeds any number of token sequences in batches that the device holds.</summary>
internal sealed class BatchingEmbedder : IDisposable
{
    private readonly IEmbedder _embedder;
    private readonly TimeProvider _time;
    private TokenBudget _budget;
    private TimeSpan _busy;
    private long _tokens;
    private long _paddingTokens;

    public BatchingEmbedder(IEmbedder embedder, TokenBudget budget, TimeProvider time)
    {
        _embedder = embedder;
        _budget = budget;
        _time = time;
    }

    /// <summary>Width of an embedding.</summary>
    public int Width => _embedder.Width;

    /// <summary>What was embedded so far, on this device.</summary>
    public EncoderMetrics Metrics => new(
        _tokens,
        _paddingTokens,
        _busy.TotalSeconds,
        (_embedder as FiniteEmbedder)?.RecomputedCount ?? 0,
        _budget.Tokens);

    /// <summary>Embeds the sequences.</summary>
    /// <param name="sequences">Token ids.</param>
    /// <param name="describe">Names a sequence, given its number, for a message.</param>
    /// <param name="batchDone">Told the tokens of each finished batch, without padding.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>[sequences, Width] float32, in their order.</returns>
    /// <exception cref="SequenceFailureException">One sequence alone does not fit into the device's memory.</exception>
    public float[] Embed(
        IReadOnlyList<int[]> sequences,
        Func<int, string> describe,
        Action<long> batchDone,
        CancellationToken cancellation)
    {
        int[] lengths = [.. sequences.Select(tokens => tokens.Length)];
        var embeddings = new float[sequences.Count * Width];
        var batches = new Queue<int[]>(BatchPlanner.Plan(lengths, Enumerable.Range(0, lengths.Length), _budget.Tokens, _budget.FillTokens));
        float[] pooled = [];
        var start = _time.GetTimestamp();
        while (batches.TryPeek(out var rows))
        {
            cancellation.ThrowIfCancellationRequested();
            var batch = Pack(sequences, rows);
            var valueCount = rows.Length * Width;
            if (pooled.Length < valueCount)
            {
                pooled = new float[valueCount];
            }

            try
            {
                _embedder.Embed(batch, pooled.AsSpan(0, valueCount));
            }
            catch (DeviceMemoryException failure)
            {
                if (rows.Length == 1)
                {
                    throw new SequenceFailureException(describe(rows[0]), failure);
                }

                _budget = _budget.Halve(batch.TokenIds.Length);
                batches = new Queue<int[]>(BatchPlanner.Plan(
                    lengths, batches.SelectMany(pending => pending), _budget.Tokens, _budget.FillTokens));
                continue;
            }

            batches.Dequeue();
            for (var i = 0; i < rows.Length; i++)
            {
                pooled.AsSpan(i * Width, Width).CopyTo(embeddings.AsSpan(rows[i] * Width));
            }

            var batchTokens = batch.Lengths.Sum(length => (long)length);
            _tokens += batchTokens;
            _paddingTokens += batch.TokenIds.Length - batchTokens;
            batchDone(batchTokens);
        }

        _busy += _time.GetElapsedTime(start);
        return embeddings;
    }

    public void Dispose() => _embedder.Dispose();

    private static TokenBatch Pack(IReadOnlyList<int[]> sequences, int[] rows)
    {
        var tokenCount = sequences[rows[0]].Length;
        var ids = new int[rows.Length * tokenCount];
        var lengths = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var tokens = sequences[rows[i]];
            tokens.CopyTo(ids, i * tokenCount);
            lengths[i] = tokens.Length;
        }

        return new TokenBatch(ids, lengths, tokenCount);
    }
}
