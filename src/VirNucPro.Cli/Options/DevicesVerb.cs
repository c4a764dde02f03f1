using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro devices</c>.</summary>
[Verb("devices", HelpText = "List the processors and graphics cards that a run can use.")]
internal sealed class DevicesVerb : Verb
{
    [HelpSection(HelpSection.Computing)]
    [Option("libtorch", MetaValue = "DIR",
        HelpText = "Folder with libtorch 2.10 or newer. Without it, the folder that the variable VIRNUCPRO_LIBTORCH names, then the one beside the program.")]
    public string? LibtorchDirectory { get; set; }
}
