using System.Globalization;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro validate</c>.</summary>
internal static class ValidateCommand
{
    public static ExitCode Run(ValidateVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var report = InputCheckRun.Execute(options, context.Loggers, context.Time, context.Cancellation);
        var table = new TextTable("Field", "Value");
        table.Add("input", report.Input);
        table.Add("sequences", Number(report.Sequences));
        table.Add("empty sequences", Count(report.EmptySequences, "they get no result"));
        table.Add("repeated ids", Count(report.RepeatedIds, "ids that an earlier sequence has"));
        table.Add("bases", Number(report.Bases));
        table.Add("lengths", $"{Number(report.ShortestBp)} to {Number(report.LongestBp)} bp, median {Number(report.MedianBp)}, N50 {Number(report.N50Bp)}");
        table.Add("GC", report.GcShare.ToString("0.0 %", CultureInfo.InvariantCulture));
        table.Add("letters for several bases", Count(report.AmbiguousLetters, "N and the like; a codon with one is X"));
        table.Add("letters for no base", Count(report.ForeignLetters, "is this DNA?"));
        table.Add("chunks", string.Create(CultureInfo.InvariantCulture, $"{report.Chunks:N0} of {options.ExpectedLengthBp} bp, in {report.Shards:N0} shard(s)"));
        table.Add("sequences below a chunk", Count(report.ShortSequences, "each is one short chunk"));
        table.Add("chunks without a frame", Count(report.ChunksWithoutFrames, "no frame without a stop codon, so they get no row"));
        table.Add("frames to compute", Number(report.Frames));
        if (report.EstimatedTime is { } estimate)
        {
            table.Add("estimated time", $"{ProgressText.Duration(estimate)} with -d {verb.Device}, judged by a sample, once the models are loaded");
        }

        table.Write(context.Output);
        return ExitCode.Done;
    }

    private static string Count(long count, string meaning) => count == 0 ? "none" : $"{Number(count)} ({meaning})";

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
