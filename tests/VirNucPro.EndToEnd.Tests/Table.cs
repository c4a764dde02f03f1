using System.Globalization;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>A result file: a header and rows of tab-separated fields. Comment lines are set apart.</summary>
internal sealed record Table(IReadOnlyList<string> Comments, string Header, IReadOnlyList<string[]> Rows)
{
    public static Table Read(string path)
    {
        var lines = File.ReadAllText(path).Split('\n')[..^1];
        string[] comments = [.. lines.TakeWhile(line => line.StartsWith('#'))];
        return new Table(comments, lines[comments.Length], [.. lines[(comments.Length + 1)..].Select(line => line.Split('\t'))]);
    }

    public static double Number(string field) => double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture);
}
