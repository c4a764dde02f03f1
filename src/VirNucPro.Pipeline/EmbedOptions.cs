namespace VirNucPro.Pipeline;

/// <summary>What <see cref="EmbedRun"/> does.</summary>
public sealed record EmbedOptions
{
    /// <summary><c>esm2</c> (the input holds proteins) or <c>dnabert-s</c> (DNA).</summary>
    public required string Encoder { get; init; }

    /// <summary>Files of sequences, read one after the other; at most once <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> InputPaths { get; init; }

    /// <summary>
    /// The file to write: float32 [sequences, width], in input order. Its extension is the format: <c>.npy</c>, <c>.safetensors</c>,
    /// <c>.h5</c> or <c>.hdf5</c>. HDF5 holds the ids too; those of the others go to the same name with <c>.ids.txt</c>.
    /// </summary>
    public required string OutputPath { get; init; }

    /// <summary>Folder with the encoder's own folder in it.</summary>
    public required string ModelsDirectory { get; init; }

    /// <summary>Devices, precision and batches.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>Replace an existing output file.</summary>
    public bool Force { get; init; }
}
