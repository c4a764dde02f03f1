using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>A line now and then, for a log that nobody watches live.</summary>
internal sealed class PlainProgress : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly IAnsiConsole _console;
    private readonly Pace _pace;
    private TimeSpan _next = Interval;

    public PlainProgress(IAnsiConsole console, TimeProvider time)
    {
        _console = console;
        _pace = new Pace(time);
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            _pace.Add(value);
            var elapsed = _pace.Elapsed;
            if (elapsed < _next)
            {
                return;
            }

            _next = elapsed + Interval;
            string[] parts = [$"{value.Activity}: {ProgressText.Position(_pace)}", ProgressText.Results(_pace), ProgressText.Encoders(_pace)];
            _console.Write(new MessageLine(string.Join("; ", parts.Where(part => part.Length > 0))));
        }
    }
}
