namespace VirNucPro.Pipeline.Shards;

/// <summary>What a <see cref="ShardLine{TShard}"/> computes on, with a thread of its own.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Compute">
/// Takes shards until there are no more, and hands each on, once finished, before it takes the next. Called only once
/// there is a shard. A <see cref="Models.DeviceFailedException"/> takes the device out of service.
/// </param>
internal sealed record ShardDevice<TShard>(string Name, Action<IEnumerable<TShard>, Action<TShard>> Compute)
    where TShard : Shard;
