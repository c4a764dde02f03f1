using System.Runtime.InteropServices;
using Spectre.Console;
using VirNucPro.Cli.Messages;

namespace VirNucPro.Cli;

/// <summary>The entry point.</summary>
internal static partial class Program
{
    // Listens as long as there is a process: libtorch takes a tenth of a second to end, and a signal that comes then must not
    // make a run that has finished look stopped.
    private static StopSignals? _signals;

    public static int Main(string[] arguments)
    {
        var output = Open(Console.Out, Console.IsOutputRedirected);
        var messages = Open(Console.Error, Console.IsErrorRedirected);
        _signals = new StopSignals(message => messages.Write(new MessageLine(message)), code =>
        {
            messages.Cursor.Show();
            ExitAtOnce(code);
        });
        return (int)new Application(
            output, messages, TimeProvider.System, _signals, ExitAtOnce, Environment.GetEnvironmentVariable).Run(arguments);
    }

    // Spectre.Console would colour what a build server reads from a pipe. And it takes a redirected standard input for a
    // terminal that can't be drawn on, but that is where the sequences may come from.
    private static IAnsiConsole Open(TextWriter writer, bool isRedirected) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(writer),
        Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        Interactive = isRedirected ? InteractionSupport.No : InteractionSupport.Yes,
    });

    // Environment.Exit would run libtorch's destructors under its working threads, which ends in a segmentation fault.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int code);
}
