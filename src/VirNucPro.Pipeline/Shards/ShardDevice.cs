namespace VirNucPro.Pipeline.Shards;

/// <summary>What a <see cref="ShardLine{TShard}"/> computes on, with a thread of its own.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Compute">
/// Takes shards until there are no more, and hands each on, once finished, before it takes the next. A <see cref="Models.DeviceFailedException"/> takes the device out of service.
/// </param>
internal sealed record ShardDevice<TShard>(string Name, Action<IEnumerable<TShard>, Action<TShard>> Compute)
    where TShard : Shard
{
    /// <summary>
    /// Whether it is called only once there is a shard for it, because there may be none; otherwise at once, so that its
    /// models load while the first shard is prepared.
    /// </summary>
    public bool WaitsForShard { get; init; }

    /// <summary>
    /// Takes a part of a shard in another device's hands off it; called on the device's thread while no shard is left to take. False where
    /// there is no such part. It may throw as <see cref="Compute"/> does.
    /// </summary>
    public Func<bool> Help { get; init; } = () => false;
}
