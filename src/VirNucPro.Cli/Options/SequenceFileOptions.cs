namespace VirNucPro.Cli.Options;

/// <summary>The options that say which files of sequences are written, as the commands that write them have them.</summary>
internal static class SequenceFileOptions
{
    public const string KeepIntermediateText = "Also write the chunks, and the DNA and protein of each reading frame, as FASTA files.";
    public const string Viral = "viral-fasta";
    public const string ViralText =
        "Name of the FASTA file with the sequences called viral, in the output folder. Compressed where a name ends in .gz, as the next two.";
    public const string Nonviral = "write-nonviral";
    public const string NonviralText = "Also write the sequences called non-viral.";
    public const string Regions = "viral-regions";
    public const string RegionsText =
        "Also write the parts of every sequence in which chunk after chunk is viral, each as ID:START-END with the mean of their max_score_1. START and END count from 1, both included. A chunk without a verdict ends a part.";
}
