using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Names every file of a run.</summary>
/// <param name="Directory">The output folder, a full path.</param>
/// <param name="Stem">Name of the first input without folder and extensions.</param>
/// <param name="ChunkLengthBp">Chunk length in bp.</param>
internal sealed record RunLayout(string Directory, string Stem, int ChunkLengthBp)
{
    /// <summary>The log that the program keeps among the results.</summary>
    public const string LogName = "virnucpro.log";

    /// <summary>The state of the run.</summary>
    public const string DatabaseName = "run.db";

    public string Database => In(DatabaseName);

    /// <summary>The files that the user may name.</summary>
    public SequenceFileNames SequenceFiles { get; init; } = new();

    public string FrameTable => In("prediction_results.txt");

    public string ChunkTable => In("prediction_results_highestscore.csv");

    public string Report => In("report.html");

    public string Summary => In("summary.json");

    public string ChunkFasta => In($"{Stem}_chunked{ChunkLengthBp}.fa");

    public string NucleotideFasta => In($"{Stem}_nucleotide.fa");

    public string ProteinFasta => In($"{Stem}_protein.faa");

    public string ContigTable => In("contigs.tsv");

    public string ViralFasta => In(SequenceFiles.Viral);

    public string? NonviralFasta => SequenceFiles.Nonviral is { } name ? In(name) : null;

    public string? ViralRegions => SequenceFiles.ViralRegions is { } name ? In(name) : null;

    /// <summary>The result files that hold nothing but what the state of the run holds.</summary>
    public IReadOnlyList<string> Tables => [FrameTable, ChunkTable, ContigTable];

    public IReadOnlyList<string> ResultFiles => [.. Tables, .. ((string?[])[ViralFasta, NonviralFasta, ViralRegions]).OfType<string>()];

    /// <summary>The files that tell of the run itself; they hold times, so two runs never write the same.</summary>
    public IReadOnlyList<string> ReportFiles => [Report, Summary];

    public IReadOnlyList<string> IntermediateFiles => [ChunkFasta, NucleotideFasta, ProteinFasta];

    /// <summary>The output folder where none is named: <c>&lt;input stem&gt;_virnucpro</c> in the working directory.</summary>
    /// <param name="stem">The input's stem.</param>
    public static string DefaultDirectory(string stem) => $"{stem}_virnucpro";

    /// <summary>Refuses names for the sequences that are no file names, or those of other files.</summary>
    /// <exception cref="RunFailedException">Says which.</exception>
    public void CheckNames()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { LogName };
        taken.UnionWith(Tables.Concat(ReportFiles).Concat(IntermediateFiles).Select(path => Path.GetFileName(path)));
        foreach (var name in ((string?[])[SequenceFiles.Viral, SequenceFiles.Nonviral, SequenceFiles.ViralRegions]).OfType<string>())
        {
            if (name is "" or "." or ".." || name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                throw new RunFailedException(
                    FailureKind.Usage, $"'{name}' is no name for a result file. Give a name without a folder: it goes into the output folder.");
            }

            // The state has files beside it whose names begin as its own.
            if (name.StartsWith(DatabaseName, StringComparison.OrdinalIgnoreCase)
                || name.EndsWith(PendingFile.TemporaryExtension, StringComparison.OrdinalIgnoreCase)
                || !taken.Add(name))
            {
                throw new RunFailedException(FailureKind.Usage, $"'{name}' is the name of another file of the run. Choose another name for the sequences.");
            }
        }
    }

    /// <summary>Removes result, report and intermediate files.</summary>
    public void DeleteFiles()
    {
        foreach (var path in AllFiles)
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes what a killed run left of files that it had not finished.</summary>
    public void DeleteUnfinishedFiles()
    {
        MergedDatabase.DeleteUnfinished(Database);
        foreach (var path in AllFiles)
        {
            PendingFile.DeleteUnfinished(path);
        }
    }

    private IEnumerable<string> AllFiles => ResultFiles.Concat(ReportFiles).Concat(IntermediateFiles);

    private string In(string fileName) => Path.Combine(Directory, fileName);
}
