using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace VirNucPro.Cli.Messages;

/// <summary>Shows log events as messages for people: no time, no category, one colour for what needs attention.</summary>
internal sealed class ConsoleLoggerProvider : ILoggerProvider
{
    private readonly IAnsiConsole _console;
    private readonly Verbosity _verbosity;

    public ConsoleLoggerProvider(IAnsiConsole console, Verbosity verbosity)
    {
        _console = console;
        _verbosity = verbosity;
    }

    public ILogger CreateLogger(string categoryName) => new ConsoleLogger(_console, _verbosity);

    public void Dispose()
    {
    }

    private sealed class ConsoleLogger(IAnsiConsole console, Verbosity verbosity) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= verbosity switch
        {
            Verbosity.Quiet => LogLevel.Error,
            Verbosity.Normal => LogLevel.Information,
            _ => LogLevel.Debug,
        };

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var message = Secrets.Mask(formatter(state, exception));
            console.Write(logLevel switch
            {
                LogLevel.Critical or LogLevel.Error => new MessageLine($"error: {message}", new Style(Color.Red)),
                LogLevel.Warning => new MessageLine($"warning: {message}", new Style(Color.Yellow)),
                LogLevel.Information => new MessageLine(message),
                _ => new MessageLine(message, new Style(decoration: Decoration.Dim)),
            });
            if (exception is not null && verbosity == Verbosity.Verbose)
            {
                console.Write(new MessageLine(Secrets.Mask(exception.ToString()), new Style(decoration: Decoration.Dim)));
            }
        }
    }
}
