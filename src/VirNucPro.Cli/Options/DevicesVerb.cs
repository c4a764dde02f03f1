using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro devices</c>.</summary>
[Verb("devices", HelpText = "List the processors and graphics cards that a run can use.")]
internal sealed class DevicesVerb : Verb
{
    [HelpSection(HelpSection.Computing)]
    [Option("libtorch", MetaValue = "DIR", HelpText = DeviceVerb.LibtorchHelp)]
    public string? LibtorchDirectory { get; set; }
}
