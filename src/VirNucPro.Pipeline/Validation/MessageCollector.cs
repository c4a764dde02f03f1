using Microsoft.Extensions.Logging;

namespace VirNucPro.Pipeline.Validation;

/// <summary>Keeps what is logged as text, so that a report can say it in the words of a run.</summary>
internal sealed class MessageCollector : ILogger
{
    private readonly List<string> _messages = [];

    /// <summary>The messages, in order.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _messages.Add(formatter(state, exception));
}
