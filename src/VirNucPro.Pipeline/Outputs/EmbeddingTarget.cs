namespace VirNucPro.Pipeline.Outputs;

/// <summary>Where embeddings go and in which format.</summary>
/// <param name="Path">The file with the array, as a full path.</param>
/// <param name="Format">Its format.</param>
internal sealed record EmbeddingTarget(string Path, EmbeddingFormat Format)
{
    private const string IdsExtension = ".ids.txt";

    /// <summary>The file with the ids, as a full path; null where they are in the file with the array.</summary>
    public string? IdsPath => Format == EmbeddingFormat.Hdf5 ? null : System.IO.Path.ChangeExtension(Path, IdsExtension);

    /// <summary>Tells the format from the extension.</summary>
    /// <param name="path">The file with the array.</param>
    /// <exception cref="RunFailedException">The extension is that of no format.</exception>
    public static EmbeddingTarget Parse(string path)
    {
        var extension = System.IO.Path.GetExtension(path);
        return new EmbeddingTarget(System.IO.Path.GetFullPath(path), extension.ToUpperInvariant() switch
        {
            ".NPY" => EmbeddingFormat.Npy,
            ".SAFETENSORS" => EmbeddingFormat.Safetensors,
            ".H5" or ".HDF5" => EmbeddingFormat.Hdf5,
            _ => throw new RunFailedException(
                FailureKind.Usage,
                $"'{path}' ends in the name of no format. Let it end in .npy (NumPy), .h5 or .hdf5 (HDF5), or .safetensors (-o)."),
        });
    }

    /// <summary>Refuses to replace what is there.</summary>
    /// <param name="force">Accept files that exist.</param>
    /// <exception cref="RunFailedException">A file exists, or a folder has its name.</exception>
    public void RefuseExisting(bool force)
    {
        foreach (var path in IdsPath is null ? [Path] : new[] { Path, IdsPath })
        {
            PendingFile.RefuseExisting(path, force);
        }
    }

    /// <summary>Makes the folder if it is not there, and creates the files under temporary names.</summary>
    public EmbeddingFiles Create()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return Format == EmbeddingFormat.Hdf5 ? new Hdf5Embeddings(Path) : new ArrayWithIds(this);
    }
}
