using VirNucPro.Models.Import;

namespace VirNucPro.Models.Fetch;

/// <summary>A file to fetch.</summary>
/// <param name="Folder">Folder of its part below the downloads.</param>
/// <param name="Home">Where the part's files lie, with a slash at its end.</param>
/// <param name="Name">Name there and here.</param>
/// <param name="LimitBytes">No real file of this name is longer; ends a body that never does.</param>
internal sealed record RemoteFile(string Folder, Uri Home, string Name, long LimitBytes)
{
    /// <summary>What is asked for where the home has no file <see cref="Name"/>; null where nothing can take its place.</summary>
    public string? AlternativeName { get; init; }

    /// <summary>The file and its alternative, in the order in which they are asked for.</summary>
    public IEnumerable<RemoteFile> Candidates
    {
        get
        {
            yield return this;
            if (AlternativeName is not null)
            {
                yield return this with { Name = AlternativeName, AlternativeName = null };
            }
        }
    }

    /// <summary>Chunk length in bp of a classifier; null for a file of an encoder.</summary>
    public int? ChunkLengthBp { get; init; }

    /// <summary>The part that is made of it, as <c>models.json</c> names it.</summary>
    public string PartName => ChunkLengthBp is { } lengthBp ? ModelManifest.ClassifierName(lengthBp) : Folder;

    /// <summary>What that part is in a models folder: a folder or a file.</summary>
    public string PartTarget => ChunkLengthBp is { } lengthBp ? $"{Folder}/{lengthBp}{ModelFolder.ClassifierSuffix}" : Folder;

    /// <summary>Whether it holds weights or names their shards: what an import is told to open.</summary>
    public bool IsOpenedByImport => IsIndex || !IsDescription;

    /// <summary>Whether the import writes its weights anew; safetensors get a second name instead.</summary>
    public bool IsRewritten => !Name.EndsWith(".safetensors", StringComparison.Ordinal);

    /// <summary>Whether it is one of the few small files that are fetched first, because the others follow from them.</summary>
    public bool IsDescription => LimitBytes <= RemoteModels.DescriptionLimitBytes;

    /// <summary>Whether it is JSON.</summary>
    public bool IsJson => Name.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Whether it names the shards that hold the weights.</summary>
    public bool IsIndex => Name.EndsWith(".index.json", StringComparison.Ordinal);

    /// <summary>Name for messages and progress.</summary>
    public string DisplayName => $"{Folder}/{Name}";

    /// <summary>Where to ask for it.</summary>
    /// <param name="mirror">Takes the place of scheme and host; its path comes first.</param>
    public Uri Address(Uri? mirror) =>
        mirror is null ? new Uri(Home, Name) : new Uri($"{mirror.GetLeftPart(UriPartial.Path).TrimEnd('/')}{Home.AbsolutePath}{Name}");
}
