namespace VirNucPro.Cli.Options;

/// <summary>Places an option under a heading of the help page.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HelpSectionAttribute : Attribute
{
    public HelpSectionAttribute(HelpSection section) => Section = section;

    public HelpSection Section { get; }
}
