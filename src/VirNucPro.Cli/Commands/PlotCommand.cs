using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Plots;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro plot</c>.</summary>
internal static class PlotCommand
{
    public static ExitCode Run(PlotVerb verb, CommandContext context)
    {
        var summary = PlotRun.Execute(verb.ToOptions(), context.Cancellation);
        if (summary.IsInterrupted)
        {
            context.Log.PlottedInPart();
        }

        context.Log.Plotted(CommandContext.Shorten(summary.Path));
        return ExitCode.Done;
    }
}
