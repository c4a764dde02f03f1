using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Tests.Options;

public sealed class ContinuedCommandTests
{
    [Theory]
    [InlineData("a.fa --models m", "a.fa --models m --resume")]
    [InlineData("a.fa --models m --resume", "a.fa --models m --resume")]
    [InlineData("--resume a.fa --models m", "a.fa --models m --resume")]
    [InlineData("a.fa --force --models m", "a.fa --models m --resume")]
    [InlineData("a.fa -f --models m", "a.fa --models m --resume")]
    [InlineData("a.fa -kfv --models m", "a.fa -kv --models m --resume")]
    [InlineData("a.fa -fo out --models=m", "a.fa -o out --models=m --resume")]
    [InlineData("a.fa -kfoff --models m", "a.fa -koff --models m --resume")]
    [InlineData("a.fa -o -f --models m", "a.fa -o -f --models m --resume")]
    [InlineData("a.fa --output-dir --force --models m", "a.fa --output-dir --force --models m --resume")]
    [InlineData("- --models m", "- --models m --resume")]
    [InlineData("a.fa -f b.fa --models m c.fa", "a.fa b.fa --models m c.fa --resume")]
    [InlineData("--models m -- -f", "--models m --resume -- -f")]
    [InlineData("a.fa --models m --no-progress -t 2", "a.fa --models m --no-progress -t 2 --resume")]
    public void RunIsContinuedByWhatStartedIt(string arguments, string continued)
    {
        string[] started = ["predict", .. arguments.Split(' ')];

        var next = ContinuedCommand.Of(started);

        Assert.Equal(["predict", .. continued.Split(' ')], next);
        var (before, after) = (Read(started), Read(next));
        Assert.True(after is { Resume: true, Force: false });
        Assert.Equal(before with { Resume = true, Force = false, InputPaths = after.InputPaths, Compute = after.Compute }, after);
        Assert.Equal(before.InputPaths, after.InputPaths);
        Assert.Equal(before.Compute with { Gpus = after.Compute.Gpus }, after.Compute);
    }

    private static Pipeline.PredictOptions Read(IReadOnlyList<string> arguments) =>
        Assert.IsType<PredictVerb>(CommandLineReader.Read(arguments)).ToOptions();
}
