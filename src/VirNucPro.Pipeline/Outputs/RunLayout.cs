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

    public string FrameTable => In("prediction_results.txt");

    public string ChunkTable => In("prediction_results_highestscore.csv");

    public string ChunkFasta => In($"{Stem}_chunked{ChunkLengthBp}.fa");

    public string NucleotideFasta => In($"{Stem}_nucleotide.fa");

    public string ProteinFasta => In($"{Stem}_protein.faa");

    public IReadOnlyList<string> ResultFiles => [FrameTable, ChunkTable];

    public IReadOnlyList<string> IntermediateFiles => [ChunkFasta, NucleotideFasta, ProteinFasta];

    /// <summary>The output folder where none is named: <c>&lt;input stem&gt;_virnucpro</c> in the working directory.</summary>
    /// <param name="stem">The input's stem.</param>
    public static string DefaultDirectory(string stem) => $"{stem}_virnucpro";

    /// <summary>Removes result and intermediate files.</summary>
    public void DeleteFiles()
    {
        foreach (var path in ResultFiles.Concat(IntermediateFiles))
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes what a killed run left of files that it had not finished.</summary>
    public void DeleteUnfinishedFiles()
    {
        foreach (var path in ResultFiles.Concat(IntermediateFiles))
        {
            PendingFile.DeleteUnfinished(path);
        }
    }

    private string In(string fileName) => Path.Combine(Directory, fileName);
}
