namespace VirNucPro.Cli.Options;

/// <summary>Headings of a help page, in the order in which they are shown.</summary>
internal enum HelpSection
{
    Sources,
    Measuring,
    Results,
    Contigs,
    Classifier,
    Computing,
    Configuration,
    Messages,
}
