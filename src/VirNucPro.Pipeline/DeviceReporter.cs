using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline;

/// <summary>Tells the progress of one device; made by <see cref="ProgressReporter.OpenDevice"/>. Used by the device's thread.</summary>
internal sealed class DeviceReporter(ProgressReporter report, string device, TimeProvider time) : IDisposable
{
    private Shard? _shard;
    private long[] _tokens = [];
    private long[] _doneTokens = [];
    private long _latest;

    /// <summary>Follows the device through its shards.</summary>
    /// <param name="shards">The shards, each computed before the next is asked for.</param>
    /// <param name="tokensOf">What each encoder has to embed of a shard.</param>
    /// <returns>The same shards.</returns>
    public IEnumerable<TShard> Follow<TShard>(IEnumerable<TShard> shards, Func<TShard, long[]> tokensOf)
        where TShard : Shard
    {
        foreach (var shard in shards)
        {
            _shard = shard;
            _tokens = tokensOf(shard);
            _doneTokens = new long[_tokens.Length];
            _latest = time.GetTimestamp();
            report.Show(device, Current(shard));
            yield return shard;
            report.Show(device, null);
        }
    }

    /// <summary>An encoder has finished a batch of the shard.</summary>
    /// <param name="encoder">Number of the encoder.</param>
    /// <param name="tokens">Tokens of the batch.</param>
    public void Embedded(int encoder, long tokens)
    {
        var now = time.GetTimestamp();
        _doneTokens[encoder] += tokens;
        report.Count(_shard!, Current(_shard!), encoder, tokens, time.GetElapsedTime(_latest, now));
        _latest = now;
    }

    /// <inheritdoc/>
    public void Dispose() => report.Leave(device);

    private ShardProgress Current(Shard shard) => new(device, shard.Index + 1, _tokens, [.. _doneTokens]);
}
