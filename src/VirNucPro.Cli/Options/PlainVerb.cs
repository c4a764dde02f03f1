using CommandLine;
using VirNucPro.Cli.Configuration;

namespace VirNucPro.Cli.Options;

/// <summary>What every command understands. One that has no more of it is set by its command line only.</summary>
internal abstract class PlainVerb
{
    [HelpSection(HelpSection.Messages)]
    [Option('v', "verbose", HelpText = "Also show details that help to find a fault.")]
    public bool Verbose { get; set; }

    [HelpSection(HelpSection.Messages)]
    [Option('q', "quiet", HelpText = "Show errors only.")]
    public bool Quiet { get; set; }

    [HelpSection(HelpSection.Messages)]
    [Option("log-file", MetaValue = "FILE", HelpText = "Write the log to FILE.")]
    public virtual string? LogFile { get; set; }

    /// <summary>Arguments that no other property took: CommandLineParser would drop them silently.</summary>
    [Value(9, Hidden = true)]
    public IEnumerable<string> Surplus { get; set; } = [];

    /// <summary>Each option with its value and where that comes from.</summary>
    public IReadOnlyList<OptionSetting> Settings { get; set; } = [];

    /// <summary>Refuses what the parser lets through although it makes no sense.</summary>
    /// <exception cref="UsageException">Says what, in one line.</exception>
    public virtual void Check()
    {
        if (Verbose && Quiet)
        {
            throw new UsageException("-v (more messages) and -q (errors only) exclude each other");
        }

        if (Surplus.FirstOrDefault() is { } surplus)
        {
            throw new UsageException($"unexpected argument '{surplus}'");
        }
    }
}
