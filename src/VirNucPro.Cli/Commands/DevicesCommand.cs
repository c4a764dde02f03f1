using System.Globalization;
using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro devices</c>.</summary>
internal static class DevicesCommand
{
    public static ExitCode Run(DevicesVerb verb, CommandContext context)
    {
        var list = DeviceCatalog.Read(verb.LibtorchDirectory);
        var table = new Table().Border(TableBorder.None)
            .AddColumns(new TableColumn("Device"), new TableColumn("Kind"), new TableColumn("Memory").RightAligned(),
                new TableColumn("Free").RightAligned(), new TableColumn("Precision"), new TableColumn("Name"));
        foreach (var device in list.Devices)
        {
            table.AddRow(
                new Text(device.Name),
                new Text(device.IsCuda ? "CUDA" : "CPU"),
                new Text(Gibibytes(device.TotalMemoryBytes)),
                new Text(Gibibytes(device.FreeMemoryBytes)),
                new Text(device.AutomaticPrecision),
                new Text(device.Description));
        }

        context.Output.Write(table);
        context.Output.Write(new MessageLine($"\nlibtorch {list.LibtorchVersion} in {list.LibtorchDirectory}"));
        return ExitCode.Done;
    }

    private static string Gibibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB");
}
