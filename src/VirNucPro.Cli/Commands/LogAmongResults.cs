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
    private readonly bool _append;
    private readonly IProgress<RunProgress>? _display;

    /// <summary>Creates the receiver.</summary>
    /// <param name="context">Holds the log.</param>
    /// <param name="path">The log.</param>
    /// <param name="append">Whether that of earlier sessions goes on.</param>
    /// <param name="display">Gets every report; null for none.</param>
    public LogAmongResults(CommandContext context, string path, bool append, IProgress<RunProgress>? display)
    {
        _context = context;
        _path = path;
        _append = append;
        _display = display;
    }

    /// <summary>True once the run has accepted its options and computes.</summary>
    public bool HasBegun { get; private set; }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        if (!HasBegun && Pace.HasBegun(value))
        {
            HasBegun = true;
            _context.OpenLog(_path, _append);
        }

        _display?.Report(value);
    }
}
