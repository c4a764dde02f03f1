using System.Globalization;
using Spectre.Console;
using VirNucPro.Cli.Messages;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Progress;

/// <summary>How far files are copied or fetched: a bar with bytes, rate and estimate on a terminal, elsewhere a line for each file.</summary>
internal static class TransferDisplay
{
    /// <summary>Shows a bar during <paramref name="run"/>; it is gone when that ends.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="run">Gets the receiver of progress reports.</param>
    public static T ShowBar<T>(IAnsiConsole console, Func<IProgress<TransferProgress>, T> run) => console.Progress()
        .AutoClear(true)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = 20 },
            new DownloadedColumn { Culture = CultureInfo.InvariantCulture },
            new TransferSpeedColumn { Culture = CultureInfo.InvariantCulture },
            new RemainingTimeColumn())
        .Start(context => run(new Bar(context)));

    /// <summary>A receiver that writes a line when something else is done.</summary>
    public static IProgress<TransferProgress> Plain(IAnsiConsole console) => new Lines(console);

    private static string Text(TransferProgress progress) => $"{progress.Activity} {progress.Detail}".TrimEnd();

    // A task for each activity: rate and estimate are about what is under way, not about what came before.
    private sealed class Bar(ProgressContext context) : IProgress<TransferProgress>
    {
        private readonly Lock _gate = new();
        private ProgressTask? _task;
        private string? _activity;

        public void Report(TransferProgress value)
        {
            lock (_gate)
            {
                if (value.Activity != _activity)
                {
                    _task?.StopTask();
                    _task = context.AddTask("");
                    _activity = value.Activity;
                }

                _task!.Description = Markup.Escape(Text(value));
                _task.IsIndeterminate = value.TotalBytes is null;
                _task.MaxValue = Math.Max(1, value.TotalBytes ?? value.DoneBytes);
                _task.Value = value.DoneBytes;
            }
        }
    }

    private sealed class Lines(IAnsiConsole console) : IProgress<TransferProgress>
    {
        private readonly Lock _gate = new();
        private string? _text;

        public void Report(TransferProgress value)
        {
            lock (_gate)
            {
                if (Text(value) != _text)
                {
                    _text = Text(value);
                    console.Write(new MessageLine(_text));
                }
            }
        }
    }
}
