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
    /// <param name="options">Name the log; that of a run that is resumed, or found finished, goes on.</param>
    /// <param name="display">Gets every report; null for none.</param>
    public LogAmongResults(CommandContext context, PredictOptions options, IProgress<RunProgress>? display)
    {
        _context = context;
        _path = options.LogPath;
        _append = options.Resume || (!options.Force && options.HasState);
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
