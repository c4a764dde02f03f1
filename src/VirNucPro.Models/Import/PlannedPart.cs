using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Import;

/// <summary>A part of a models folder whose sources were opened and checked, and which is not yet written.</summary>
/// <param name="Name">As in <see cref="ManifestPart.Name"/>.</param>
/// <param name="Target">The file or folder that it becomes, relative to the models folder.</param>
/// <param name="Source">The opened weights.</param>
/// <param name="SourcePaths">The files that it is made of.</param>
/// <param name="Files">The files that it is going to have.</param>
internal sealed record PlannedPart(
    string Name, string Target, ITensorSource Source, IReadOnlyList<string> SourcePaths, IReadOnlyList<PlannedFile> Files) : IDisposable
{
    /// <summary>Bytes that are going to be written.</summary>
    public long WrittenBytes => Files.Sum(file => file.ByteCount);

    /// <summary>Bytes that are going to be read for the digests.</summary>
    public long SourceBytes => SourcePaths.Sum(LengthOf);

    /// <inheritdoc/>
    public void Dispose() => Source.Dispose();

    private static long LengthOf(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }
}
