using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline;

/// <summary>What <see cref="PredictRun"/> does.</summary>
public sealed record PredictOptions
{
    /// <summary>Files of sequences, read one after the other; at most once <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> InputPaths { get; init; }

    /// <summary>Whether some of the input comes from standard input.</summary>
    public bool ReadsStandardInput => InputPaths.Any(InputFile.IsStandardInput);

    /// <summary>Folder for the results; null takes <c>&lt;stem of the first input&gt;_virnucpro</c> in the working directory.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Where the results go: <see cref="OutputDirectory"/> or what stands for it.</summary>
    public string ResultsDirectory => OutputDirectory ?? RunLayout.DefaultDirectory(SequenceInput.StemOf(InputPaths));

    /// <summary>The log among the results.</summary>
    public string LogPath => Path.Combine(ResultsDirectory, RunLayout.LogName);

    /// <summary>Whether the state of a run, finished or not, lies where the results go.</summary>
    public bool HasState => File.Exists(Path.Combine(ResultsDirectory, RunLayout.DatabaseName));

    /// <summary>Folder with <c>dnabert-s/</c>, <c>esm2/</c> and <c>classifier/</c>.</summary>
    public required string ModelsDirectory { get; init; }

    /// <summary>A classifier file outside the models folder; null takes <c>classifier/&lt;length&gt;_model.safetensors</c>.</summary>
    public string? ClassifierPath { get; init; }

    /// <summary>Chunk length in bp, the one that the classifier was trained for.</summary>
    public int ExpectedLengthBp { get; init; } = 500;

    /// <summary>Devices, precision and batches.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>Rows that the classifier scores at once.</summary>
    public int ClassifierBatchRows { get; init; } = 4096;

    /// <summary>The rules by which sequences are called from their chunks.</summary>
    public ContigRules ContigRules { get; init; } = new();

    /// <summary>Which FASTA files of called sequences are written, and their names.</summary>
    public SequenceFileNames SequenceFiles { get; init; } = new();

    /// <summary>Also write the chunks and the frames as FASTA files.</summary>
    public bool KeepIntermediate { get; init; }

    /// <summary>Delete the results and the state in an existing output folder, and start over.</summary>
    public bool Force { get; init; }

    /// <summary>Continue an interrupted run in the output folder; where there is none, start one.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// How the parts ended whose shards the state holds: they are taken as they are, failed sequences included, and nothing is computed.
    /// Null for a run that computes.
    /// </summary>
    internal RunEnd? MergedEnd { get; init; }

    /// <summary>Chunks of a shard, which are computed and saved together; 1 or more.</summary>
    public int ShardChunks { get; init; } = PredictShard.DefaultChunkCount;

    /// <summary>The part of the run to compute, for <see cref="MergeRun"/>; null computes it all and writes the result files.</summary>
    public RunPart? Part { get; init; }

    /// <summary>Seconds that another implementation took for the same input; the summary then states the speed-up.</summary>
    public double? BaselineSeconds { get; init; }
}
