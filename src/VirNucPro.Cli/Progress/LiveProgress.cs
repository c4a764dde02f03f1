using Spectre.Console;
using Spectre.Console.Rendering;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>A bar with counters under it, redrawn in place while the run works; gone when it ends.</summary>
internal sealed class LiveProgress : IProgress<RunProgress>
{
    private const int Indent = 2;

    private readonly Lock _gate = new();
    private readonly Pace _pace;
    private readonly ProgressTask _task;

    private LiveProgress(Pace pace, ProgressTask task)
    {
        _pace = pace;
        _task = task;
    }

    /// <summary>Shows the display during <paramref name="run"/>.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="time">The clock for rates and estimates.</param>
    /// <param name="run">Gets the receiver of progress reports, which may be called from any thread.</param>
    public static T Show<T>(IAnsiConsole console, TimeProvider time, Func<IProgress<RunProgress>, T> run)
    {
        var pace = new Pace(time);
        LiveProgress? display = null;
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PositionColumn(() => display?.Read(ProgressText.Position) ?? ""))
            .UseRenderHook((bar, _) => display is null ? bar : display.WithCounters(bar))
            .Start(context =>
            {
                display = new LiveProgress(pace, context.AddTask("Starting", maxValue: 1).IsIndeterminate());
                return run(display);
            });
    }

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        lock (_gate)
        {
            _pace.Add(value);
            _task.Description = Markup.Escape(value.Activity);
            _task.IsIndeterminate = value.DoneFraction is null;
            _task.Value = value.DoneFraction ?? 0;
        }
    }

    private Rows WithCounters(IRenderable bar)
    {
        (var results, var encoders) = Read(pace => (ProgressText.Results(pace), ProgressText.EncoderTable(pace)));
        List<IRenderable> parts = [bar];
        if (results.Length > 0)
        {
            parts.Add(Cell($"  {results}"));
        }

        if (encoders.Count > 0)
        {
            var grid = new Grid();
            grid.AddColumns([.. encoders[0].Select((_, i) => new GridColumn { NoWrap = true, Padding = new Padding(i == 0 ? Indent : 0, 0, Indent, 0) })]);
            foreach (var row in encoders)
            {
                grid.AddRow([.. row.Select(Cell)]);
            }

            parts.Add(grid);
        }

        return new Rows(parts);

        static IRenderable Cell(string text) => new Text(text) { Overflow = Overflow.Ellipsis };
    }

    private T Read<T>(Func<Pace, T> read)
    {
        lock (_gate)
        {
            return read(_pace);
        }
    }

    private sealed class PositionColumn(Func<string> position) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(position());
    }
}
