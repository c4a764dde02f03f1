using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Batching;

/// <summary>Embeds any number of token sequences in batches that the device holds.</summary>
/// <remarks>
/// A batch that does not fit is cut smaller. One that fails otherwise is tried again; if it fails for good, a short
/// sequence that this device has embedded before tells whether the device or the batch is to blame.
/// </remarks>
internal sealed class BatchingEmbedder : IDisposable
{
    private const int MostFirstProbes = 3;

    private readonly IEmbedder _embedder;
    private readonly SharedBatches _shared;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly DeviceRetry _retry;
    private TokenBudget _budget;
    private int[]? _probe;
    private (int[] Rows, TokenBatch Batch)? _packed;
    private float[] _pooled = [];
    private TimeSpan _busy;
    private long _tokens;
    private long _paddingTokens;
    private long _failedRows;

    /// <summary>Takes over a loaded encoder.</summary>
    /// <param name="embedder">Disposed with this one.</param>
    /// <param name="budget">What a batch holds at first.</param>
    /// <param name="shared">Where the devices of the run help each other out with this encoder.</param>
    /// <param name="log">Told of failures.</param>
    /// <param name="time">The clock.</param>
    public BatchingEmbedder(IEmbedder embedder, TokenBudget budget, SharedBatches shared, ILogger log, TimeProvider time)
    {
        _embedder = embedder;
        _budget = budget;
        _shared = shared;
        _log = log;
        _time = time;
        _retry = new DeviceRetry(log);
    }

    /// <summary>Width of an embedding.</summary>
    public int Width => _embedder.Width;

    /// <summary>What a batch holds by now; less than at first once one did not fit.</summary>
    public int BudgetTokens => _budget.Tokens;

    /// <summary>What was embedded so far, on this device.</summary>
    public EncoderMetrics Metrics => new(
        _tokens,
        _paddingTokens,
        _busy.TotalSeconds,
        (_embedder as FiniteEmbedder)?.RecomputedCount ?? 0,
        _budget.Tokens)
    {
        RetriedBatches = _retry.RetriedCount,
        FailedRows = _failedRows,
    };

    /// <summary>Embeds the sequences.</summary>
    /// <param name="sequences">Token ids.</param>
    /// <param name="describe">Names a sequence, given its number, for a message.</param>
    /// <param name="batchDone">Told the tokens of each finished batch, without padding.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>[sequences, Width] float32, in their order; NaN for a sequence that a working device could not embed.</returns>
    /// <exception cref="DeviceFailedException">The device does not work any more.</exception>
    /// <exception cref="SequenceFailureException">One sequence alone does not fit into the device's memory.</exception>
    public float[] Embed(
        IReadOnlyList<int[]> sequences,
        Func<int, string> describe,
        Action<long> batchDone,
        CancellationToken cancellation)
    {
        int[] lengths = [.. sequences.Select(tokens => tokens.Length)];
        var embeddings = new float[sequences.Count * Width];
        var batches = new OpenBatches(sequences, embeddings, Plan(lengths, Enumerable.Range(0, lengths.Length)));
        var start = _time.GetTimestamp();
        _shared.Offer(batches);
        try
        {
            int[]? next = null;
            while ((next ?? batches.Take(cancellation)) is { } rows)
            {
                next = _embedder.StartsAhead ? batches.TakePending() : null;
                try
                {
                    if (EmbedBatch(sequences, rows, next, embeddings, cancellation) is { } failure)
                    {
                        EmbedSingly(sequences, rows, embeddings, failure, describe, cancellation);
                    }
                }
                catch (DeviceMemoryException memory)
                {
                    if (rows.Length == 1)
                    {
                        throw new SequenceFailureException(describe(rows[0]), memory);
                    }

                    _budget = _budget.Halve(rows.Length * lengths[rows[0]]);
                    batches.Replan(next is null ? [rows] : [rows, next], pending => Plan(lengths, pending));
                    next = null;
                    continue;
                }

                batchDone(TokensOf(rows, lengths));
                ReportDoneByOthers();
            }

            ReportDoneByOthers();
        }
        finally
        {
            _shared.Withdraw(batches);
            _busy += _time.GetElapsedTime(start);
        }

        return embeddings;

        void ReportDoneByOthers()
        {
            foreach (var rows in batches.CollectDoneByOthers())
            {
                batchDone(TokensOf(rows, lengths));
            }
        }
    }

    /// <summary>Embeds a batch of another device's shard.</summary>
    /// <param name="cancellation">Looked at after an attempt that failed.</param>
    /// <returns>False where there is none to take.</returns>
    /// <exception cref="DeviceFailedException">The device does not work any more.</exception>
    public bool Help(CancellationToken cancellation)
    {
        if (!_shared.TryBorrow(out var batches, out var rows))
        {
            return false;
        }

        var start = _time.GetTimestamp();
        var isDone = false;
        try
        {
            isDone = EmbedBatch(batches.Sequences, rows, next: null, batches.Embeddings, cancellation) is null;
        }
        catch (DeviceMemoryException)
        {
            // The other device may have more memory; it goes on with this batch.
        }
        finally
        {
            batches.Settle(rows, isDone);
            _busy += _time.GetElapsedTime(start);
        }

        return true;
    }

    public void Dispose() => _embedder.Dispose();

    /// <summary>Embeds each row of a batch that failed; a row that fails alone as well gets NaN.</summary>
    private void EmbedSingly(
        IReadOnlyList<int[]> sequences,
        int[] rows,
        float[] embeddings,
        DeviceFailedException failureOfAll,
        Func<int, string> describe,
        CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            DeviceFailedException? failure;
            try
            {
                failure = rows.Length == 1 ? failureOfAll : EmbedBatch(sequences, [row], next: null, embeddings, cancellation);
            }
            catch (DeviceMemoryException memory)
            {
                throw new SequenceFailureException(describe(row), memory);
            }

            if (failure is not null)
            {
                embeddings.AsSpan(row * Width, Width).Fill(float.NaN);
                _failedRows++;
                if (DeviceRetry.IsLogged(_failedRows))
                {
                    _log.SequenceNotEmbedded(describe(row), _failedRows, failure.Message);
                }
            }
        }
    }

    /// <returns>Why the batch can't be embedded by a device that works; null once it is embedded.</returns>
    /// <exception cref="DeviceFailedException">The device does not work any more.</exception>
    private DeviceFailedException? EmbedBatch(
        IReadOnlyList<int[]> sequences, int[] rows, int[]? next, float[] embeddings, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var batch = _packed is { } packed && ReferenceEquals(packed.Rows, rows) ? packed.Batch : Pack(sequences, rows);
        _packed = next is null ? null : (next, Pack(sequences, next));
        var valueCount = rows.Length * Width;
        if (_pooled.Length < valueCount)
        {
            _pooled = new float[valueCount];
        }

        try
        {
            _retry.Run(() => _embedder.Embed(batch, _pooled.AsSpan(0, valueCount), _packed?.Batch), cancellation);
        }
        catch (DeviceFailedException failure)
        {
            if (!Works(sequences))
            {
                throw;
            }

            return failure;
        }

        for (var i = 0; i < rows.Length; i++)
        {
            _pooled.AsSpan(i * Width, Width).CopyTo(embeddings.AsSpan(rows[i] * Width));
        }

        var batchTokens = batch.Lengths.Sum(length => (long)length);
        _tokens += batchTokens;
        _paddingTokens += batch.TokenIds.Length - batchTokens;

        // The planner puts the shortest row of a batch last.
        if (_probe is null || batch.Lengths[^1] < _probe.Length)
        {
            _probe = sequences[rows[^1]];
        }

        return null;
    }

    /// <summary>
    /// Whether the device still embeds what it has embedded before; or where there is nothing yet, one of the shortest
    /// sequences at hand, so that a bad sequence in the very first batch is not taken for a bad device.
    /// </summary>
    private bool Works(IReadOnlyList<int[]> sequences) => _probe is not null
        ? Embeds(_probe)
        : sequences.OrderBy(tokens => tokens.Length).Take(MostFirstProbes).Any(Embeds);

    private bool Embeds(int[] probe)
    {
        try
        {
            _embedder.Embed(new TokenBatch(probe, [probe.Length], probe.Length), _pooled.AsSpan(0, Width));
            _probe = probe;
            return true;
        }
        catch (Exception failure) when (failure is DeviceFailedException or DeviceMemoryException)
        {
            return false;
        }
    }

    private List<int[]> Plan(int[] lengths, IEnumerable<int> rows) => BatchPlanner.Plan(lengths, rows, _budget.Tokens, _budget.FillTokens);

    private static long TokensOf(int[] rows, int[] lengths) => rows.Sum(row => (long)lengths[row]);

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
