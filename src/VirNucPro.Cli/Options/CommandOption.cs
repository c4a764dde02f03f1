using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>One option of a command, as its attributes describe it.</summary>
/// <param name="Property">What CommandLineParser fills.</param>
/// <param name="Attribute">Its names and its help.</param>
/// <param name="Section">Where the help page shows it.</param>
internal sealed record CommandOption(PropertyInfo Property, OptionAttribute Attribute, HelpSection Section)
{
    /// <summary>The long name, which is also its key in a configuration file.</summary>
    public string Name => Attribute.LongName;

    /// <summary>The long name as it is typed.</summary>
    public string Dashed => $"--{Name}";

    /// <summary>The environment variable that sets it.</summary>
    public string Variable => $"VIRNUCPRO_{Name.Replace('-', '_').ToUpperInvariant()}";

    /// <summary>True for an option without a value.</summary>
    public bool IsSwitch => Property.PropertyType == typeof(bool);

    /// <summary>The values that it takes; null where they can't be listed.</summary>
    public ChoicesAttribute? Choices => Property.GetCustomAttribute<ChoicesAttribute>();

    /// <summary>What it takes as a path.</summary>
    public PathKind Path => PathKinds.Of(Attribute.MetaValue);

    /// <summary>Every way to type it, with its value.</summary>
    public string Names =>
        $"{(Attribute.ShortName.Length == 0 ? "    " : $"-{Attribute.ShortName}, ")}{Dashed}{Value}";

    /// <summary>The least to type.</summary>
    public string ShortestForm =>
        (Attribute.ShortName.Length == 0 ? Dashed : $"-{Attribute.ShortName}") + Value;

    /// <summary>The default as it is typed; null where there is none.</summary>
    public string? Default => IsSwitch ? "false" : Convert.ToString(Attribute.Default, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    /// <summary>What it does, and its default.</summary>
    public string Text => Attribute.Default is null ? Attribute.HelpText : $"{Attribute.HelpText} (default: {Default})";

    private string Value => Attribute.MetaValue.Length == 0 ? "" : $" {Attribute.MetaValue}";

    /// <summary>The option that a property stands for; null where it is none.</summary>
    public static CommandOption? Of(PropertyInfo property) =>
        property.GetCustomAttribute<OptionAttribute>() is { } option
            ? new CommandOption(property, option, property.GetCustomAttribute<HelpSectionAttribute>()!.Section)
            : null;

    /// <summary>What is wrong with a value; null if nothing is.</summary>
    /// <param name="value">The value as it is typed.</param>
    public string? ProblemWith(string value)
    {
        if (value.Length == 0)
        {
            return "needs a value";
        }

        if (IsSwitch)
        {
            return value is "true" or "false" ? null : $"takes true or false, not '{value}'";
        }

        return Choices?.ProblemWith(value) ?? (Converts(value) ? null : $"takes a number, not '{value}'");
    }

    private bool Converts(string value)
    {
        var type = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;
        if (!type.IsPrimitive)
        {
            return true;
        }

        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
