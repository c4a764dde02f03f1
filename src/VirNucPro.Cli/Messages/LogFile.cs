using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace VirNucPro.Cli.Messages;

/// <summary>
/// The log file of a run. Events wait in memory until <see cref="Open"/>: the log lies among the results, and
/// their folder may not exist, or belong to an earlier run, until the pipeline has accepted the options.
/// </summary>
internal sealed class LogFile : ILogEventSink, IDisposable
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {SourceContext}: {Message:lj}{NewLine}{Exception}";

    private readonly Lock _gate = new();
    private readonly List<LogEvent> _waiting = [];
    private Logger? _file;

    /// <summary>Full path of the file; null while it is not open.</summary>
    public string? Path { get; private set; }

    /// <summary>Starts the file anew and writes the events that waited.</summary>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be made.</exception>
    public void Open(string path)
    {
        lock (_gate)
        {
            if (_file is not null)
            {
                return;
            }

            // Serilog would swallow that the file can't be made; one log is about one run.
            Path = System.IO.Path.GetFullPath(path);
            File.WriteAllBytes(Path, []);
            _file = new LoggerConfiguration()
                .MinimumLevel.Verbose()
                .WriteTo.File(Path, outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture, fileSizeLimitBytes: null)
                .CreateLogger();
            _waiting.ForEach(_file.Write);
            _waiting.Clear();
        }
    }

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        lock (_gate)
        {
            if (_file is null)
            {
                _waiting.Add(logEvent);
            }
            else
            {
                _file.Write(logEvent);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
