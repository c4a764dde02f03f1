using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline;

/// <summary>What <see cref="MergeRun"/> does.</summary>
public sealed record MergeOptions
{
    /// <summary>The output folders of all parts of a run, in any order.</summary>
    public required IReadOnlyList<string> PartDirectories { get; init; }

    /// <summary>Folder for the results.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Files of sequences, where they are now; none takes the paths that the parts were given.</summary>
    public IReadOnlyList<string> InputPaths { get; init; } = [];

    /// <summary>Which FASTA files of called sequences are written, and their names.</summary>
    public SequenceFileNames SequenceFiles { get; init; } = new();

    /// <summary>Also write the chunks and the frames as FASTA files.</summary>
    public bool KeepIntermediate { get; init; }

    /// <summary>Delete the results and the state in an existing output folder.</summary>
    public bool Force { get; init; }

    /// <summary>The log among the results.</summary>
    public string LogPath => Path.Combine(OutputDirectory, RunLayout.LogName);
}
