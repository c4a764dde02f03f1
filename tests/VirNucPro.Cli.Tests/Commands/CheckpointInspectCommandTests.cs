using Snapshooter.Xunit;
using Spectre.Console.Testing;
using VirNucPro.Cli.Commands;
using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Cli.Tests.Commands;

public sealed class CheckpointInspectCommandTests
{
    private static readonly InspectedCheckpoint Interrupted = new()
    {
        Path = "/data/my results/run.db",
        Damage = null,
        Finished = null,
        InputSequences = null,
        Shards = 3,
        DamagedShards = [],
        Sequences = 40,
        Chunks = 3072,
        ViralChunks = 17,
        Frames = 2900,
        FailedFrames = 1,
        Records = [(1, 40), (62, 62)],
        Parameters = [new("chunk length", "500 bp"), new("ESM-2 weights", new string('e', 64))],
        Sessions =
        [
            new("2026-11-24T10:00:00Z", TimeSpan.FromSeconds(3725), 2, "0.1.0", "cuda:0, fp16, libtorch 2.10.0"),
            new("2026-11-24T12:00:00Z", TimeSpan.FromSeconds(59), 1, "0.1.0", "cpu, fp32, libtorch 2.10.0"),
        ],
    };

    [Fact]
    public void InterruptedRunIsShownWithHowToGoOn() => Shown(Interrupted).MatchSnapshot("CheckpointInspect_interrupted");

    [Fact]
    public void DamageIsNamed()
    {
        var shown = Shown(Interrupted with { Damage = "shard 2 does not match its checksum", DamagedShards = [2, 5] });

        Assert.StartsWith("/data/my results/run.db: damaged; what is intact:\n", shown, StringComparison.Ordinal);
        Assert.Matches("(?m)^damage +shard 2 does not match its checksum\nshards damaged +2, 5$", shown);
    }

    [Fact]
    public void FinishedRunNeedsNothing()
    {
        var shown = Shown(Interrupted with
        {
            Finished = "2026-11-24T12:01:00Z",
            InputSequences = 62,
            Shards = 5,
            FailedFrames = 0,
            Records = [(1, 62)],
        });

        Assert.StartsWith("/data/my results/run.db: finished\n", shown, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^sequences +40 of 62 in the input$", shown);
        Assert.EndsWith("\nNothing is left to compute.\n", shown, StringComparison.Ordinal);
    }

    private static string Shown(InspectedCheckpoint checkpoint)
    {
        using var console = new TestConsole();
        CheckpointInspectCommand.Show(checkpoint, console);
        return console.Output;
    }
}
