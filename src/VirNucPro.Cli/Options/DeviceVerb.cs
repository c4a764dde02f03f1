using System.Globalization;
using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that compute on a device have in common.</summary>
internal abstract class DeviceVerb : LongVerb
{
    /// <summary>What --libtorch means to every command that has it.</summary>
    protected internal const string LibtorchHelp =
        "Folder with libtorch 2.10 or newer, for example a CUDA build. Without it, the folder that the variable VIRNUCPRO_LIBTORCH names, then the one beside the program.";

    [HelpSection(HelpSection.Computing)]
    [Choices("auto", "cpu", "cuda", IsOpen = true)]
    [Option('d', "device", MetaValue = "DEVICE", Default = "auto",
        HelpText = "cpu, cuda, cuda:N (the card number N), or auto: the first CUDA card where there is one, otherwise the CPU. Several cards as cuda:0,cuda:1. cpu:0,cpu:1 computes two shards at a time on the CPU, each with half of its threads and models of its own.")]
    public string Device { get; set; } = "auto";

    [HelpSection(HelpSection.Computing)]
    [Option("gpus", MetaValue = "N,N,...", HelpText = "CUDA cards to use together, for example 0,1.")]
    public string? Gpus { get; set; }

    [HelpSection(HelpSection.Computing)]
    [Option('t', "threads", MetaValue = "N", HelpText = "CPU threads. Without it, all cores.")]
    public int Threads { get; set; }

    [HelpSection(HelpSection.Computing)]
    [Option("libtorch", MetaValue = "DIR", HelpText = LibtorchHelp)]
    public string? LibtorchDirectory { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    protected ComputeOptions ToDeviceOptions() => new()
    {
        Device = Device,
        Gpus = ParseGpus(),
        Threads = Threads,
        LibtorchDirectory = LibtorchDirectory,
    };

    private int[] ParseGpus()
    {
        if (Gpus is null)
        {
            return [];
        }

        var parts = Gpus.Split(',');
        var ordinals = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out ordinals[i]))
            {
                throw new UsageException($"--gpus takes card numbers with commas between them, such as 0,1, not '{Gpus}'");
            }
        }

        return ordinals;
    }
}
