using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace VirNucPro.Cli.Messages;

/// <summary>
/// The log file of a run. Events wait in memory until <see cref="Open"/>: the log lies among the results, and
/// their folder may not exist, or belong to an earlier run, until the pipeline has accepted the options. A disk
/// that is full later does not stop the run, but the user is told.
/// </summary>
internal sealed class LogFile : ILogEventSink, IDisposable
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {SourceContext}: {Message:lj}{NewLine}{Exception}";

    private readonly Lock _gate = new();
    private readonly List<LogEvent> _waiting = [];
    private readonly Action<string> _warn;
    private Logger? _file;
    private bool _hasFailed;

    /// <summary>Creates the log in memory.</summary>
    /// <param name="warn">Told once if the file can't be written any more.</param>
    public LogFile(Action<string> warn) => _warn = warn;

    /// <summary>Full path of the file; null while it is not open.</summary>
    public string? Path { get; private set; }

    /// <summary>Opens the file and writes the events that waited.</summary>
    /// <param name="path">The file.</param>
    /// <param name="append">Keep what it holds, the log of the earlier sessions of a run; otherwise start it anew.</param>
    /// <exception cref="IOException">The file can't be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file can't be made.</exception>
    public void Open(string path, bool append)
    {
        lock (_gate)
        {
            if (_file is not null)
            {
                return;
            }

            Path = System.IO.Path.GetFullPath(path);
            using (var file = new FileStream(Path, append ? FileMode.OpenOrCreate : FileMode.Create, FileAccess.ReadWrite))
            {
                EndLastLine(file);
            }

            // Written as an audit is, or Serilog would swallow that the disk is full.
            _file = new LoggerConfiguration()
                .MinimumLevel.Verbose()
                .AuditTo.File(new MaskedFormatter(new MessageTemplateTextFormatter(Template, CultureInfo.InvariantCulture)), Path)
                .CreateLogger();
            _waiting.ForEach(Write);
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
                Write(logEvent);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            Try(() => _file?.Dispose());
        }
    }

    // A session that was killed, or whose disk was full, may have left half a line.
    private static void EndLastLine(FileStream file)
    {
        if (file.Length == 0)
        {
            return;
        }

        file.Seek(-1, SeekOrigin.End);
        if (file.ReadByte() != '\n')
        {
            file.WriteByte((byte)'\n');
        }
    }

    private void Write(LogEvent logEvent)
    {
        if (!_hasFailed)
        {
            Try(() => _file!.Write(logEvent));
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (Cause(failure) is IOException or UnauthorizedAccessException)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                _warn($"The log {Path} can't be written any more: {Cause(failure).Message.TrimEnd('.')}. The run goes on without it.");
            }
        }
    }

    private static Exception Cause(Exception failure) => failure is AggregateException { InnerException: { } inner } ? inner : failure;
}
