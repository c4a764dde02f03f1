using Microsoft.Extensions.Logging;
using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary>What a command works with.</summary>
/// <param name="Output">Standard output, for data.</param>
/// <param name="Messages">Standard error, for messages and progress.</param>
/// <param name="Loggers">Where events go: to <paramref name="Messages"/> and to the log file.</param>
/// <param name="LogFile">The log file, perhaps not open yet.</param>
/// <param name="Time">The clock.</param>
/// <param name="Arguments">The command line.</param>
/// <param name="Cancellation">Cancelled when the user stops the program.</param>
internal sealed record CommandContext(
    IAnsiConsole Output,
    IAnsiConsole Messages,
    ILoggerFactory Loggers,
    LogFile LogFile,
    TimeProvider Time,
    IReadOnlyList<string> Arguments,
    CancellationToken Cancellation)
{
    /// <summary>The program's own logger.</summary>
    public ILogger Log { get; } = Loggers.CreateLogger("virnucpro");

    /// <summary>The command line that goes on with what was stopped; null where nothing was saved.</summary>
    public string? Continuation { get; set; }

    private bool IsLive => Messages.Profile is { Out.IsTerminal: true, Capabilities.Ansi: true };

    /// <summary>Runs with the progress display that suits the terminal and the options.</summary>
    /// <param name="verb">The options.</param>
    /// <param name="run">Gets the receiver of progress reports; null where nobody wants to see them.</param>
    public T WithProgress<T>(LongVerb verb, Func<IProgress<RunProgress>?, T> run)
    {
        if (verb.NoProgress || verb.Quiet)
        {
            return run(null);
        }

        return IsLive
            ? LiveProgress.Show(Messages, Time, run)
            : run(new PlainProgress(Messages, Time));
    }

    /// <summary>Runs with a display of the bytes that are moved.</summary>
    /// <param name="verb">The options.</param>
    /// <param name="run">Gets the receiver of progress reports; null where nobody wants to see them.</param>
    public T WithProgress<T>(LongVerb verb, Func<IProgress<TransferProgress>?, T> run)
    {
        if (verb.NoProgress || verb.Quiet)
        {
            return run(null);
        }

        return IsLive ? TransferDisplay.ShowBar(Messages, run) : run(TransferDisplay.Plain(Messages));
    }

    /// <summary>Opens the log file, unless one is open.</summary>
    /// <param name="path">The file.</param>
    /// <param name="append">Keep what it holds.</param>
    /// <exception cref="RunFailedException">It can't be written.</exception>
    public void OpenLog(string path, bool append)
    {
        try
        {
            LogFile.Open(path, append);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(
                FailureKind.InputOutput, $"The log {path} can't be written: {exception.Message}", exception);
        }
    }

    /// <summary>A path as short as it can be said from the working directory.</summary>
    public static string Shorten(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }
}
