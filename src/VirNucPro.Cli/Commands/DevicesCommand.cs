using System.Globalization;
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
        var table = new TextTable("Device", "Kind", "#Memory", "#Free", "Precision", "Name");
        foreach (var device in list.Devices)
        {
            table.Add(
                device.Name,
                device.IsCuda ? "CUDA" : "CPU",
                Gibibytes(device.TotalMemoryBytes),
                Gibibytes(device.FreeMemoryBytes),
                device.AutomaticPrecision,
                device.Description);
        }

        table.Write(context.Output);
        context.Output.Write(new MessageLine($"\nlibtorch {list.LibtorchVersion} in {list.LibtorchDirectory}"));
        return ExitCode.Done;
    }

    private static string Gibibytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB");
}
