namespace VirNucPro.Cli.Options;

/// <summary>Names the values that an option or an argument takes; they are checked, suggested and completed.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ChoicesAttribute : Attribute
{
    public ChoicesAttribute(params string[] values) => Values = values;

    /// <summary>The values, in the order of the help.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>True where other values are taken too, such as <c>cuda:1</c> beside <c>cuda</c>: then they are completed only.</summary>
    public bool IsOpen { get; init; }

    /// <summary>True where several of them are taken, with commas between them or one after the other.</summary>
    public bool IsList { get; init; }

    /// <summary>What is wrong with a value; null if nothing is.</summary>
    /// <param name="value">What the user gave.</param>
    public string? ProblemWith(string value) => IsOpen
        ? null
        : (IsList ? value.Split(',') : [value]).Where(part => !Values.Contains(part)).Select(Problem).FirstOrDefault();

    private string Problem(string value) => $"takes {Listed}, not '{value}'{Spelling.Suggest(value, Values)}";

    private string Listed => Values.Count == 1 ? Values[0] : $"{string.Join(", ", Values.SkipLast(1))} or {Values[^1]}";
}
