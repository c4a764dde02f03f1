using System.Reflection;
using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>One argument of a command that is no option.</summary>
/// <param name="Property">What CommandLineParser fills.</param>
/// <param name="Attribute">Its name and its help.</param>
internal sealed record CommandInput(PropertyInfo Property, ValueAttribute Attribute)
{
    /// <summary>Its name.</summary>
    public string Name => Attribute.MetaName;

    /// <summary>True where it may be given several times.</summary>
    public bool IsRepeatable => Property.PropertyType != typeof(string) && !IsCommand;

    /// <summary>Its name on the help page, with a mark where it may be given several times.</summary>
    public string Display => IsRepeatable ? $"{Name}..." : Name;

    /// <summary>The values that it takes; null where they can't be listed.</summary>
    public ChoicesAttribute? Choices => Property.GetCustomAttribute<ChoicesAttribute>();

    /// <summary>True where it names a command of the program.</summary>
    public bool IsCommand => Name == "COMMAND";

    /// <summary>What it names: what has no list of values is a file or a folder.</summary>
    public PathKind Path => PathKinds.Of(Name) is PathKind.Directory ? PathKind.Directory : PathKind.File;

    /// <summary>What was given for it.</summary>
    public IEnumerable<string> ValuesOf(PlainVerb verb) => Property.GetValue(verb) switch
    {
        string value => [value],
        IEnumerable<string> values => values,
        _ => [],
    };

    /// <summary>The argument that a property stands for; null where it is none, or one that no help shows.</summary>
    public static CommandInput? Of(PropertyInfo property) =>
        property.GetCustomAttribute<ValueAttribute>() is { Hidden: false } value ? new CommandInput(property, value) : null;
}
