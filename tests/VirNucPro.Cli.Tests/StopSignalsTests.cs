using System.Runtime.InteropServices;

namespace VirNucPro.Cli.Tests;

public sealed class StopSignalsTests
{
    [Theory]
    [InlineData(PosixSignal.SIGINT, true, ExitCode.Interrupted, "Stopping: finished shards are kept. A second Ctrl+C stops at once.")]
    [InlineData(PosixSignal.SIGTERM, false, ExitCode.Terminated, "Stopping. A second Ctrl+C stops at once.")]
    public void FirstSignalCancelsAndSecondExits(PosixSignal signal, bool keepsShards, ExitCode code, string message)
    {
        var messages = new List<string>();
        var exits = new List<int>();
        using var signals = new StopSignals(keepsShards, messages.Add, exits.Add);
        var context = new PosixSignalContext(signal);

        signals.Handle(context);

        Assert.True(context.Cancel);
        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal(code, signals.ExitCode);
        Assert.Equal([message], messages);
        Assert.Empty(exits);

        signals.Handle(new PosixSignalContext(signal));

        Assert.Equal([(int)code], exits);
    }
}
