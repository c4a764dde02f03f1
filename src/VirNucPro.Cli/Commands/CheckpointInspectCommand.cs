using System.Globalization;
using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro checkpoint inspect</c>.</summary>
internal static class CheckpointInspectCommand
{
    private const string None = "none";
    private const int MostRanges = 5;

    public static ExitCode Run(CheckpointInspectVerb verb, CommandContext context)
    {
        var checkpoint = CheckpointFiles.Inspect(verb.Input, context.Cancellation);
        Show(checkpoint, context.Output);
        return ExitCode.Done;
    }

    /// <summary>Writes what a checkpoint holds.</summary>
    public static void Show(InspectedCheckpoint checkpoint, IAnsiConsole output)
    {
        Line(output, $"{checkpoint.Path}: {State(checkpoint)}");
        var state = new TextTable("Field", "Value");
        state.Add("finished", checkpoint.Finished ?? "no");
        state.Add("shards saved", Number(checkpoint.Shards));
        state.Add("damage", checkpoint.Damage ?? None);
        state.Add("shards damaged", checkpoint.DamagedShards.Count == 0 ? None : string.Join(", ", checkpoint.DamagedShards));
        state.Add("records covered", Records(checkpoint.Records));
        state.Add("sequences", checkpoint.InputSequences is { } all ? $"{Number(checkpoint.Sequences)} of {Number(all)} in the input" : Number(checkpoint.Sequences));
        state.Add("chunks", Number(checkpoint.Chunks));
        state.Add("chunks viral", Number(checkpoint.ViralChunks));
        state.Add("frames", Number(checkpoint.Frames));
        state.Add("frames without a score", checkpoint.FailedFrames == 0 ? None : Number(checkpoint.FailedFrames));
        state.Add("wall time", ProgressText.Duration(checkpoint.Elapsed));
        state.Write(output);

        Line(output, "\nWhat the results depend on");
        var parameters = new TextTable("Name", "Value");
        foreach (var (name, value) in checkpoint.Parameters)
        {
            parameters.Add(name, value);
        }

        parameters.Write(output);

        Line(output, "\nSessions");
        var sessions = new TextTable("Started", "#Wall time", "#Shards", "Version", "Computed on");
        foreach (var session in checkpoint.Sessions)
        {
            sessions.Add(session.Started, ProgressText.Duration(session.Elapsed), Number(session.Shards), session.Version, session.Means);
        }

        sessions.Write(output);
        Line(output, $"\n{Next(checkpoint)}");
    }

    private static string State(InspectedCheckpoint checkpoint) => checkpoint switch
    {
        { Damage: not null } => "damaged; what is intact:",
        { Finished: null } => "interrupted",
        _ => "finished",
    };

    private static string Next(InspectedCheckpoint checkpoint) => checkpoint switch
    {
        { IsComplete: false } => "To continue (INPUT, --models and further options as at its start): virnucpro predict INPUT --models DIR"
            + (checkpoint.Part is { } part ? $" --shard {Number(part.Number)}/{Number(part.Count)}" : "")
            + $" -o {ShellCommand.Quote(CommandContext.Shorten(checkpoint.OutputDirectory))} --resume",
        { Part: { } part } => $"Nothing is left to compute of part {part}. When all parts are done: virnucpro merge DIR... -o RESULTS",
        _ => "Nothing is left to compute.",
    };

    // A part of a run has a range a shard.
    private static string Records(IReadOnlyList<(long First, long Last)> records) => records.Count switch
    {
        0 => None,
        > MostRanges => $"{Ranges(records.Take(MostRanges))}, ... ({Number(records.Count)} ranges)",
        _ => Ranges(records),
    };

    private static string Ranges(IEnumerable<(long First, long Last)> records) =>
        string.Join(", ", records.Select(range => range.First == range.Last ? Number(range.First) : $"{Number(range.First)}-{Number(range.Last)}"));

    private static void Line(IAnsiConsole output, string text) => output.Write(new MessageLine(text));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
