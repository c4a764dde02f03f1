using Spectre.Console;

namespace VirNucPro.Cli;

/// <summary>The entry point.</summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        IAnsiConsole messages = Open(Console.Error);
        return (int)new Application(Open(Console.Out), messages, TimeProvider.System).Run(arguments);
    }

    private static IAnsiConsole Open(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
