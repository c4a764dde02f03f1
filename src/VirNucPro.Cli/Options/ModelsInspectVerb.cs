using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro models inspect</c>.</summary>
[Verb("models inspect", HelpText = "Show what a model file or folder holds, without running anything in it.")]
internal sealed class ModelsInspectVerb : Verb
{
    [Value(0, MetaName = "PATH", Required = true,
        HelpText = "A .safetensors, .pt, .pth or .bin file, a .safetensors.index.json, the folder of one model, or a models folder.")]
    public string Input { get; set; } = "";
}
