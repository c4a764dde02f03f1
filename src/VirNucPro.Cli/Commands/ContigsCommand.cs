using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro contigs</c>.</summary>
internal static class ContigsCommand
{
    public static ExitCode Run(ContigsVerb verb, CommandContext context)
    {
        var summary = ContigCallRun.Execute(verb.ToOptions(), context.Cancellation);
        if (summary.UngroupedSequences > 0)
        {
            context.Log.SequencesUngrouped(summary.UngroupedSequences, verb.GroupBy!);
        }

        var calls = summary.Calls;
        context.Log.ContigsCalled(calls.Called, calls.Viral, calls.HighConfidenceViral, calls.Nonviral, calls.Ambiguous);
        return ExitCode.Done;
    }
}
