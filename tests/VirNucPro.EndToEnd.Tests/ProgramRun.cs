using System.Diagnostics;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>One run of the built program, from its start to its end.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>How long the program may take in a test; one that takes longer hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The built program.</summary>
    public static string ProgramPath { get; } = Path.Combine(
        (string)AppContext.GetData("VirNucPro.NativeDirectory")!, OperatingSystem.IsWindows() ? "virnucpro.exe" : "virnucpro");

    /// <summary>Messages that report a failure.</summary>
    public string[] ErrorLines => [.. Errors.Split('\n').Where(line => line.StartsWith("error: ", StringComparison.Ordinal))];

    public static Task<ProgramRun> Start(params string[] arguments) => StartAt(Environment.CurrentDirectory, arguments);

    public static Task<ProgramRun> StartAt(string directory, params string[] arguments) =>
        Finish(Launch(ProgramPath, directory, arguments), null);

    public static Task<ProgramRun> StartWithInput(string input, params string[] arguments) =>
        Finish(Launch(ProgramPath, Environment.CurrentDirectory, arguments), input);

    /// <summary>Starts the program from a shell command, as <c>"$@"</c>.</summary>
    public static Task<ProgramRun> StartFromShell(string command, params string[] arguments) =>
        Finish(Launch("/bin/bash", Environment.CurrentDirectory, ["-c", command, "bash", ProgramPath, .. arguments]), null);

    public static Process Launch(string program, string directory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("VIRNUCPRO_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start)!;
    }

    /// <summary>Feeds the program, waits for its end and disposes it.</summary>
    public static async Task<ProgramRun> Finish(Process process, string? input)
    {
        using (process)
        using (var patience = new CancellationTokenSource(Patience))
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            try
            {
                if (input is not null)
                {
                    await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
                }

                process.StandardInput.Close();
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return new ProgramRun(process.ExitCode, await output, await errors);
        }
    }
}
