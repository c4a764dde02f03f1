using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models demo</c>.</summary>
internal static class ModelsDemoCommand
{
    public static ExitCode Run(ModelsDemoVerb verb, CommandContext context)
    {
        DemoModelFolder.Write(verb.OutputDirectory, verb.Force, verb.RealShapes);
        context.Log.DemoModelsWritten(verb.OutputDirectory.TrimEnd('/'), verb.OutputDirectory);
        context.Log.DemoModelsMeanNothing();
        return ExitCode.Done;
    }
}
