using System.Globalization;
using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models inspect</c>.</summary>
internal static class ModelsInspectCommand
{
    public static ExitCode Run(ModelsInspectVerb verb, CommandContext context)
    {
        var isFirst = true;
        foreach (var weights in ModelInspection.Read(verb.Input))
        {
            Line(context.Output, isFirst ? "" : "\n", $"{weights.Path}: {weights.Format}");
            Show(weights, context.Output);
            isFirst = false;
        }

        return ExitCode.Done;
    }

    private static void Show(InspectedModel weights, IAnsiConsole output)
    {
        var tensors = new TextTable("Tensor", "Type", "Shape", "#Bytes");
        foreach (var tensor in weights.Tensors)
        {
            tensors.Add(tensor.Name, tensor.DataType, $"[{string.Join(", ", tensor.Shape)}]", Number(tensor.ByteCount));
        }

        var bytes = weights.Tensors.Sum(tensor => tensor.ByteCount);
        Line(output, "\n", $"{Number(weights.Tensors.Count)} tensors, {Number(bytes)} bytes ({ByteCount.Text(bytes)})");
        tensors.Write(output);
        ShowPairs(output, weights.Configuration, "Configuration, from the config.json beside it", "Field", "Value");
        ShowPairs(output, weights.Metadata, "Metadata", "Name", "Value");
        ShowPairs(output, weights.Refused, "Refused: named by the file as code to run, and not run", "Where", "What");
    }

    private static void ShowPairs(
        IAnsiConsole output, IReadOnlyList<KeyValuePair<string, string>> pairs, string title, string nameHeading, string valueHeading)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        Line(output, "\n", title);
        var table = new TextTable(nameHeading, valueHeading);
        foreach ((var name, var value) in pairs)
        {
            table.Add(name, value);
        }

        table.Write(output);
    }

    private static void Line(IAnsiConsole output, string before, string text) => output.Write(new MessageLine(before + text));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
