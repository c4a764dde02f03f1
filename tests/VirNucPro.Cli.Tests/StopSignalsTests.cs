using System.Runtime.InteropServices;

namespace VirNucPro.Cli.Tests;

public sealed class StopSignalsTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, ExitCode.Interrupted)]
    [InlineData(PosixSignal.SIGTERM, ExitCode.Terminated)]
    public void FirstSignalCancelsAndSecondExits(PosixSignal signal, ExitCode code)
    {
        var messages = new List<string>();
        var exits = new List<int>();
        using var signals = new StopSignals(messages.Add, exits.Add);
        var context = new PosixSignalContext(signal);

        signals.Handle(context);

        Assert.True(context.Cancel);
        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal(code, signals.ExitCode);
        Assert.Single(messages);
        Assert.Empty(exits);

        signals.Handle(new PosixSignalContext(signal));

        Assert.Equal([(int)code], exits);
    }
}
