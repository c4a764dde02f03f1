using System.Globalization;
using System.Reflection;
using CommandLine;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Help;

/// <summary>One option on a help page.</summary>
internal sealed record HelpOption(OptionAttribute Attribute, HelpSection Section)
{
    /// <summary>Every way to type it, with its value.</summary>
    public string Names =>
        $"{(Attribute.ShortName.Length == 0 ? "    " : $"-{Attribute.ShortName}, ")}--{Attribute.LongName}{Value}";

    /// <summary>The least to type.</summary>
    public string ShortestForm =>
        (Attribute.ShortName.Length == 0 ? $"--{Attribute.LongName}" : $"-{Attribute.ShortName}") + Value;

    /// <summary>What it does, and its default.</summary>
    public string Text => Attribute.Default is null
        ? Attribute.HelpText
        : string.Create(CultureInfo.InvariantCulture, $"{Attribute.HelpText} (default: {Attribute.Default})");

    private string Value => Attribute.MetaValue.Length == 0 ? "" : $" {Attribute.MetaValue}";

    /// <summary>The option that a property stands for; null where it is none.</summary>
    public static HelpOption? Of(PropertyInfo property) =>
        property.GetCustomAttribute<OptionAttribute>() is { } option
            ? new HelpOption(option, property.GetCustomAttribute<HelpSectionAttribute>()!.Section)
            : null;
}
