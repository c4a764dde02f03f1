using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro merge</c>.</summary>
[Verb("merge", HelpText = "Make one result of the parts of a run.")]
internal sealed class MergeVerb : LongVerb
{
    [Value(0, MetaName = "DIR", Required = true, HelpText = "The output folders of all parts ('virnucpro predict --shard I/N'), in any order.")]
    public IEnumerable<string> Parts { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option('o', "output-dir", MetaValue = "DIR", Required = true, HelpText = "Folder for the results.")]
    public string OutputDirectory { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option("input", MetaValue = "FILE",
        HelpText = "The input of the parts, where it lies now; of several files all, in the same order. Without it, it is looked for where part 1 found it.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace the results and the state of any run in the output folder.")]
    public bool Force { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option('k', "keep-intermediate", HelpText = SequenceFileOptions.KeepIntermediateText)]
    public bool KeepIntermediate { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option(SequenceFileOptions.Viral, MetaValue = "NAME", Default = SequenceFileNames.DefaultViral, HelpText = SequenceFileOptions.ViralText)]
    public string ViralFasta { get; set; } = SequenceFileNames.DefaultViral;

    [HelpSection(HelpSection.Results)]
    [Option(SequenceFileOptions.Nonviral, MetaValue = "NAME", HelpText = SequenceFileOptions.NonviralText)]
    public string? NonviralFasta { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option(SequenceFileOptions.Regions, MetaValue = "NAME", HelpText = SequenceFileOptions.RegionsText)]
    public string? ViralRegions { get; set; }

    [HelpSection(HelpSection.Messages)]
    [Option("log-file", MetaValue = "FILE", HelpText = "Write the log to FILE instead of virnucpro.log among the results.")]
    public override string? LogFile { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    public MergeOptions ToOptions() => new()
    {
        PartDirectories = [.. Parts],
        OutputDirectory = OutputDirectory,
        InputPaths = [.. Inputs],
        SequenceFiles = new SequenceFileNames
        {
            Viral = ViralFasta,
            Nonviral = NonviralFasta,
            ViralRegions = ViralRegions,
        },
        KeepIntermediate = KeepIntermediate,
        Force = Force,
    };
}
