using System.Runtime.InteropServices;

namespace VirNucPro.Cli;

/// <summary>SIGINT (Ctrl+C) and SIGTERM: the first asks the run to stop cleanly, the second ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Action<string> _tell;
    private readonly Action<int> _exit;
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    /// <summary>Starts to listen.</summary>
    /// <param name="tell">Shows a message to the user.</param>
    /// <param name="exit">Ends the process with an exit code, whatever its threads do.</param>
    public StopSignals(Action<string> tell, Action<int> exit)
    {
        _tell = tell;
        _exit = exit;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code that the first signal asks for.</summary>
    public ExitCode ExitCode { get; private set; } = ExitCode.Interrupted;

    /// <summary>What the operating system calls, on a thread of its own.</summary>
    public void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        var code = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        if (Interlocked.Increment(ref _received) > 1)
        {
            _exit((int)code);
            return;
        }

        ExitCode = code;
        _tell("Stopping. A second Ctrl+C stops at once.");
        _source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
