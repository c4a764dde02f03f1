using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro bench</c>.</summary>
internal static class BenchCommand
{
    public static ExitCode Run(BenchVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var result = context.WithProgress(
            verb, progress => BenchmarkRun.Execute(options, context.Time, progress, context.Cancellation));
        BenchmarkText.Write(result.Report, context.Output);
        if (result.Comparison is { } comparison)
        {
            BenchmarkText.Write(comparison, options.EarlierPath!, context.Output);
            foreach (var warning in comparison.Warnings)
            {
                context.Log.ComparisonIsLimited(warning);
            }
        }

        return ExitCode.Done;
    }
}
