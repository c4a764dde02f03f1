using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary>
/// Opens the log in the folder of the results when the first of them are computed: a run that is refused leaves
/// neither a folder nor a line in the log of an earlier run.
/// </summary>
internal sealed class LogAmongResults : IProgress<RunProgress>
{
    private readonly CommandContext _context;
    private readonly string _path;
    private readonly IProgress<RunProgress>? _display;

    /// <summary>Creates the receiver.</summary>
    /// <param name="context">Holds the log.</param>
    /// <param name="path">The log in the folder of the results.</param>
    /// <param name="display">Gets every report; null for none.</param>
    public LogAmongResults(CommandContext context, string path, IProgress<RunProgress>? display)
    {
        _context = context;
        _path = path;
        _display = display;
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        if (_context.LogFile.Path is null && Pace.HasBegun(value))
        {
            _context.OpenLog(_path);
        }

        _display?.Report(value);
    }
}
