namespace VirNucPro.Models.Weights;

/// <summary>Shards joined by a <c>model.safetensors.index.json</c> or a <c>pytorch_model.bin.index.json</c>.</summary>
/// <remarks>
/// The index must list what its shards hold, no less and no more. Its <c>total_size</c> is ignored: writers count tied weights differently, and each
/// shard's header fixes that shard's size to the byte.
/// </remarks>
internal sealed class ShardedWeights : ITensorSource
{
    private readonly Dictionary<string, ITensorSource> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _tensors = new(StringComparer.Ordinal);

    private ShardedWeights(string indexPath) => Path = indexPath;

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Whether every shard is a safetensors file.</summary>
    public bool AreSafetensors => _shards.Values.All(shard => shard is SafetensorsFile);

    /// <summary>Opens an index and all shards that it names.</summary>
    /// <exception cref="ModelException">Names the index or shard, and the tensor where there is one.</exception>
    public static ShardedWeights Open(string indexPath)
    {
        var source = new ShardedWeights(indexPath);
        try
        {
            using var index = JsonFile.Open(indexPath);
            foreach (var entry in index.Object("weight_map"))
            {
                source.Add(entry.Name, entry.Value.GetString() ?? "");
            }

            source.CheckThatNothingIsLeftOver();
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
        if (shardName is "" or "." or ".." || System.IO.Path.GetFileName(shardName) != shardName)
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

            shard = WeightsFile.OpenSingle(shardPath);
            _shards.Add(shardPath, shard);
        }

        if (!shard.Tensors.TryGetValue(name, out var tensor))
        {
            throw new ModelException($"{Path} says that {shardName} holds tensor {name}, but it does not. Index and shards are of different models: fetch them again.");
        }

        _tensors.Add(name, tensor);
    }

    private void CheckThatNothingIsLeftOver()
    {
        foreach (var shard in _shards.Values)
        {
            foreach (var name in shard.Tensors.Keys)
            {
                if (!_tensors.TryGetValue(name, out var listed))
                {
                    throw new ModelException($"{Path} does not list tensor {name} of {shard.Path}. Index and shards are of different models: fetch them again.");
                }

                if (listed.File != shard.Path)
                {
                    throw new ModelException($"{Path}: tensor {name} lies in {System.IO.Path.GetFileName(listed.File)} and again in {System.IO.Path.GetFileName(shard.Path)}. Index and shards are of different models: fetch them again.");
                }
            }
        }

        // The index decides which files are read, but a shard of the same set that it does not name is a sign of a wrong index.
        var sets = _shards.Keys.Select(SetOf).OfType<(string, string)>().ToHashSet();
        foreach (var path in Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(Path)!, "*.safetensors"))
        {
            if (!_shards.ContainsKey(path) && SetOf(path) is { } set && sets.Contains(set))
            {
                throw new ModelException($"{Path} names no tensor of {System.IO.Path.GetFileName(path)}, which by its name belongs to the same shards. Fetch the index and the shards again.");
            }
        }
    }

    /// <summary>What the names of shards of one model share: all but the number, "model-00001-of-00002.safetensors".</summary>
    private static (string Stem, string Count)? SetOf(string path)
    {
        var parts = path.Split("-of-");
        var number = parts.Length == 2 ? parts[0].LastIndexOf('-') : -1;
        return number < 0 ? null : (parts[0][..number], parts[1]);
    }
}
