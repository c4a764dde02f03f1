namespace VirNucPro.Models.Weights;

/// <summary>Safetensors shards joined by a <c>model.safetensors.index.json</c>.</summary>
internal sealed class ShardedSafetensors : ITensorSource
{
    private readonly Dictionary<string, SafetensorsFile> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _tensors = new(StringComparer.Ordinal);

    private ShardedSafetensors(string indexPath) => Path = indexPath;

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Opens an index and all shards that it names.</summary>
    /// <exception cref="ModelException">Names the index or shard, and the tensor where there is one.</exception>
    public static ShardedSafetensors Open(string indexPath)
    {
        var source = new ShardedSafetensors(indexPath);
        try
        {
            using var index = JsonFile.Open(indexPath);
            foreach (var entry in index.Object("weight_map"))
            {
                source.Add(entry.Name, entry.Value.GetString() ?? "");
            }

            return source;
        }
        catch (InvalidOperationException failure)
        {
            source.Dispose();
            throw new ModelException($"{indexPath}: weight_map does not map tensor names to file names.", failure);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(TensorEntry tensor) => _shards[tensor.File].Read(tensor);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private void Add(string name, string shardName)
    {
        if (shardName.Length == 0 || System.IO.Path.GetFileName(shardName) != shardName)
        {
            throw new ModelException($"{Path}: tensor {name} lies in \"{shardName}\", which is no file name beside the index.");
        }

        var shardPath = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, shardName);
        if (!_shards.TryGetValue(shardPath, out var shard))
        {
            if (!File.Exists(shardPath))
            {
                throw new ModelException($"{Path} names the shard {shardName}, which is not there. Fetch it again.");
            }

            shard = SafetensorsFile.Open(shardPath);
            _shards.Add(shardPath, shard);
        }

        if (!shard.Tensors.TryGetValue(name, out var tensor))
        {
            throw new ModelException($"{Path} says that {shardName} holds tensor {name}, but it does not. Index and shards are of different models: fetch them again.");
        }

        _tensors.Add(name, tensor);
    }
}
