using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro models demo</c>.</summary>
[Verb("models demo", HelpText = "Make small random models, to try the program without the real ones.")]
internal sealed class ModelsDemoVerb : Verb
{
    [HelpSection(HelpSection.Results)]
    [Option('o', "output-dir", MetaValue = "DIR", Required = true, HelpText = "Folder to make.")]
    public string OutputDirectory { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace the models in a folder that exists.")]
    public bool Force { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("real-shapes", HelpText = "Give DNABERT-S its real size, and ESM-2 that of its 8 M form, to measure with them (0.4 GB).")]
    public bool RealShapes { get; set; }
}
