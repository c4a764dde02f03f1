using System.Reflection;

namespace VirNucPro.Cli.Options;

/// <summary>A command as the help shows it.</summary>
/// <param name="Name">What the user types; two words for a command of a group.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="OptionsType">The class that CommandLineParser fills.</param>
/// <param name="Purpose">A paragraph: what happens to the input.</param>
/// <param name="Output">A paragraph on the files written; null where the options say it all.</param>
/// <param name="Examples">Command lines, each with what it is good for.</param>
internal sealed record CommandDescription(
    string Name,
    string Summary,
    Type OptionsType,
    string Purpose,
    string? Output,
    IReadOnlyList<(string? Intent, string CommandLine)> Examples)
{
    /// <summary>First word of a name of two, otherwise null.</summary>
    public string? Group => Name.Contains(' ', StringComparison.Ordinal) ? Name[..Name.IndexOf(' ', StringComparison.Ordinal)] : null;

    /// <summary>Its options: what all commands share comes first, what only this one has last.</summary>
    public IReadOnlyList<CommandOption> Options => [.. Properties.Select(CommandOption.Of).OfType<CommandOption>()];

    /// <summary>Its arguments that are no options.</summary>
    public IReadOnlyList<CommandInput> Inputs => [.. Properties.Select(CommandInput.Of).OfType<CommandInput>()];

    /// <summary>True where the environment and a configuration file set its options.</summary>
    public bool IsConfigurable => OptionsType.IsAssignableTo(typeof(Verb));

    private IEnumerable<PropertyInfo> Properties => OptionsType.GetProperties().OrderBy(property => Depth(property.DeclaringType!));

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
