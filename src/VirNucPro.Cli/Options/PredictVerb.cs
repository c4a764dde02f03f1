using CommandLine;
using VirNucPro.Pipeline;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro predict</c>.</summary>
[Verb("predict", HelpText = "Find viral sequences in contigs or reads.")]
internal sealed class PredictVerb : ClassifierVerb
{
    [Value(0, MetaName = "INPUT", Required = true,
        HelpText = "Files with DNA, contigs or reads: FASTA, FASTQ, SAM or BAM, also compressed by gzip or zstd; the content tells which. Several are read one after the other. - reads standard input.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR", Required = true,
        HelpText = "Folder with the models: dnabert-s/, esm2/ and classifier/ in it. 'virnucpro models demo' makes one to try the program with.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output-dir", MetaValue = "DIR",
        HelpText = "Folder for the results. Without it, NAME_virnucpro where you are, for a first INPUT called NAME.fasta.")]
    public string? OutputDirectory { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("resume",
        HelpText = "Continue an interrupted run in the output folder: what it has saved is kept, the rest computed. Where there is no run, one is started.")]
    public bool Resume { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Start over: replace the results and the state of any run in the output folder.")]
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

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinChunks, MetaValue = "N", Default = ContigRules.DefaultMinChunks, HelpText = ContigRuleOptions.MinChunksText)]
    public int MinChunks { get; set; } = ContigRules.DefaultMinChunks;

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinViralProportion, MetaValue = "SHARE", Default = ContigRules.DefaultMinProportion, HelpText = ContigRuleOptions.MinViralProportionText)]
    public double MinViralProportion { get; set; } = ContigRules.DefaultMinProportion;

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinNonviralProportion, MetaValue = "SHARE", Default = ContigRules.DefaultMinProportion, HelpText = ContigRuleOptions.MinNonviralProportionText)]
    public double MinNonviralProportion { get; set; } = ContigRules.DefaultMinProportion;

    [HelpSection(HelpSection.Computing)]
    [Option('b', "batch-size", MetaValue = "ROWS", Default = 4096, HelpText = "Reading frames that the classifier scores at once.")]
    public int BatchSize { get; set; } = 4096;

    [HelpSection(HelpSection.Computing)]
    [Option("shard-chunks", MetaValue = "N", Default = 1024,
        HelpText = "Chunks computed and saved together. Smaller loses less when a run is killed, larger fills a graphics card better.")]
    public int ShardChunks { get; set; } = 1024;

    [HelpSection(HelpSection.Computing)]
    [Option("shard", MetaValue = "I/N",
        HelpText = "Compute part I of N only, on as many machines as you like, each with the same command but for I and the output folder. 'virnucpro merge' makes the results of all parts, those of a run that was not divided.")]
    public string? Part { get; set; }

    [HelpSection(HelpSection.Messages)]
    [Option("log-file", MetaValue = "FILE", HelpText = "Write the log to FILE instead of virnucpro.log among the results.")]
    public override string? LogFile { get; set; }

    [HelpSection(HelpSection.Messages)]
    [Option("v1-baseline-seconds", MetaValue = "SECONDS",
        HelpText = "Time that another program took for the same input; the summary then states how much faster this run was.")]
    public double? BaselineSeconds { get; set; }

    public override void Check()
    {
        base.Check();
        if (Resume && Force)
        {
            throw new UsageException("--resume (continue a run) and --force (start over) exclude each other");
        }

        if (ShardChunks < 1)
        {
            throw new UsageException($"--shard-chunks takes a number of 1 or more, not {ShardChunks}");
        }

        if (Part is not null && RunPart.Parse(Part) is null)
        {
            throw new UsageException($"--shard takes a part and the number of parts, such as 3/8, not '{Part}'");
        }

        if (Part is not null && (KeepIntermediate || NonviralFasta is not null || ViralRegions is not null || ViralFasta != SequenceFileNames.DefaultViral))
        {
            throw new UsageException(
                "a part of a run (--shard) writes no files of sequences: give --keep-intermediate, --viral-fasta, --write-nonviral and --viral-regions to 'virnucpro merge'");
        }
    }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public PredictOptions ToOptions() => new()
    {
        InputPaths = [.. Inputs],
        OutputDirectory = OutputDirectory,
        ModelsDirectory = Models,
        ClassifierPath = ModelPath,
        ExpectedLengthBp = ExpectedLengthBp,
        Compute = ToComputeOptions(),
        ClassifierBatchRows = BatchSize,
        ContigRules = new ContigRules
        {
            MinChunks = MinChunks,
            MinViralProportion = MinViralProportion,
            MinNonviralProportion = MinNonviralProportion,
        },
        SequenceFiles = new SequenceFileNames
        {
            Viral = ViralFasta,
            Nonviral = NonviralFasta,
            ViralRegions = ViralRegions,
        },
        KeepIntermediate = KeepIntermediate,
        Force = Force,
        Resume = Resume,
        ShardChunks = ShardChunks,
        Part = Part is null ? null : RunPart.Parse(Part),
        BaselineSeconds = BaselineSeconds,
    };
}
