using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models import</c>.</summary>
internal static class ModelsImportCommand
{
    public static ExitCode Run(ModelsImportVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var parts = context.WithProgress(verb, progress => ModelImportRun.Execute(options, progress, context.Cancellation));
        foreach (var part in parts)
        {
            context.Log.PartImported(part.Name, string.Join(", ", part.SourceNames), ByteCount.Text(part.SourceBytes), part.Fingerprint);
        }

        context.Log.ModelsImported(CommandContext.Shorten(verb.OutputDirectory).TrimEnd('/'), verb.OutputDirectory);
        return ExitCode.Done;
    }
}
