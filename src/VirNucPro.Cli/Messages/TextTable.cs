using System.Globalization;
using System.Text;
using Spectre.Console;

namespace VirNucPro.Cli.Messages;

/// <summary>
/// Rows of text in aligned columns, two spaces apart, never wrapped or cut: a table is data, and what reads it may
/// be a program.
/// </summary>
internal sealed class TextTable
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];
    private readonly bool[] _isNumber;

    /// <summary>Starts a table.</summary>
    /// <param name="columns">The headings; one that starts with <c>#</c> heads a column of numbers, which are aligned to the right.</param>
    public TextTable(params string[] columns)
    {
        _isNumber = [.. columns.Select(column => column.StartsWith('#'))];
        _rows.Add([.. columns.Select(column => column.TrimStart('#'))]);
    }

    /// <summary>Adds a row of as many fields as there are columns.</summary>
    public void Add(params string[] fields) => _rows.Add([.. fields.Select(Printable)]);

    /// <summary>Writes headings and rows.</summary>
    public void Write(IAnsiConsole console)
    {
        int[] widths = [.. Enumerable.Range(0, _isNumber.Length).Select(column => _rows.Max(row => row[column].Length))];
        var line = new StringBuilder();
        foreach (var row in _rows)
        {
            line.Clear();
            for (var column = 0; column < row.Length; column++)
            {
                line.Append(column == 0 ? "" : Gap)
                    .Append(_isNumber[column] ? row[column].PadLeft(widths[column]) : row[column].PadRight(widths[column]));
            }

            console.Write(new MessageLine(line.ToString().TrimEnd()));
        }
    }

    // A field may quote a file, whose names could break the line or steer the terminal.
    private static string Printable(string field) => string.Create(field.Length, field, (line, text) =>
    {
        for (var i = 0; i < line.Length; i++)
        {
            line[i] = char.IsWhiteSpace(text[i]) ? ' '
                : char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format ? '\uFFFD'
                : text[i];
        }
    });
}
