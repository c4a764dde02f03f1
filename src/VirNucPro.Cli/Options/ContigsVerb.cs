using CommandLine;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro contigs</c>.</summary>
[Verb("contigs", HelpText = "Call whole sequences from a table of chunk scores.")]
internal sealed class ContigsVerb : Verb
{
    private const string InputOrder = "input";
    private const string NaturalOrder = "natural";

    [Value(0, MetaName = "SCORES.csv", Required = true,
        HelpText = "A prediction_results_highestscore.csv, of 'virnucpro predict' or of another program that writes scores. - reads standard input.")]
    public string Scores { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE", HelpText = "Table to write. Without it, or as -, standard output.")]
    public string? Output { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    [HelpSection(HelpSection.Results)]
    [Choices(InputOrder, NaturalOrder)]
    [Option("sort", MetaValue = "ORDER", Default = InputOrder,
        HelpText = "input: as the sequences appear in the scores. natural: by id, digits as numbers and capitals as small letters, NODE_2 before node_10.")]
    public string Sort { get; set; } = InputOrder;

    [HelpSection(HelpSection.Contigs)]
    [Option("group-by", MetaValue = "REGEX",
        HelpText = "Call as one the sequences whose ids have the same text where REGEX has its first parentheses (or where it matches, without parentheses), under the id of the first. One that does not match is called by itself. '(NODE_\\d+)' for names of SPAdes.")]
    public string? GroupBy { get; set; }

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinChunks, MetaValue = "N", Default = ContigRules.DefaultMinChunks, HelpText = ContigRuleOptions.MinChunksText)]
    public int MinChunks { get; set; } = ContigRules.DefaultMinChunks;

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinViralProportion, MetaValue = "SHARE", Default = ContigRules.DefaultMinProportion, HelpText = ContigRuleOptions.MinViralProportionText)]
    public double MinViralProportion { get; set; } = ContigRules.DefaultMinProportion;

    [HelpSection(HelpSection.Contigs)]
    [Option(ContigRuleOptions.MinNonviralProportion, MetaValue = "SHARE", Default = ContigRules.DefaultMinProportion, HelpText = ContigRuleOptions.MinNonviralProportionText)]
    public double MinNonviralProportion { get; set; } = ContigRules.DefaultMinProportion;

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    public ContigCallOptions ToOptions() => new()
    {
        ScoresPath = Scores,
        OutputPath = Output,
        Rules = new ContigRules
        {
            MinChunks = MinChunks,
            MinViralProportion = MinViralProportion,
            MinNonviralProportion = MinNonviralProportion,
        },
        GroupBy = GroupBy,
        NaturalOrder = Sort == NaturalOrder,
        Force = Force,
    };
}
