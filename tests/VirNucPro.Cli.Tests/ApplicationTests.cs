using Spectre.Console.Testing;

namespace VirNucPro.Cli.Tests;

public sealed class ApplicationTests : IDisposable
{
    private readonly TestConsole _output = new();
    private readonly TestConsole _messages = new();
    private readonly List<int> _exits = [];
    private readonly Dictionary<string, string> _environment = [];

    [Fact]
    public void NoArgumentsShowTheOverviewAsAnError()
    {
        Assert.Equal(ExitCode.Usage, Run());
        Assert.Empty(_output.Output);
        Assert.Contains("virnucpro COMMAND [options]", _messages.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void HelpAskedForIsData()
    {
        Assert.Equal(ExitCode.Done, Run("help", "predict"));
        Assert.Empty(_messages.Output);
        Assert.StartsWith("virnucpro predict: find viral sequences", _output.Output, StringComparison.Ordinal);
        Assert.Empty(_exits);
    }

    [Fact]
    public void VersionIsOneLine()
    {
        Assert.Equal(ExitCode.Done, Run("--version"));
        Assert.Matches(@"^virnucpro \d+\.\d+\.\d+\n$", _output.Output);
    }

    [Fact]
    public void UsageErrorIsOneLineWithThePageToRead()
    {
        Assert.Equal(ExitCode.Usage, Run("predict", "in.fa"));
        Assert.Empty(_output.Output);
        Assert.Equal("error: --models is missing (see 'virnucpro predict --help')\n", _messages.Output);
    }

    [Fact]
    public void LogFileThatCannotBeMadeIsAnInputOutputError()
    {
        Assert.Equal(ExitCode.InputOutput, Run("devices", "--log-file", "/dev/null/log"));
        Assert.Matches("^error: The log /dev/null/log can't be written: [^\n]+\n$", _messages.Output);

        // Whatever threads it may have left behind.
        Assert.Equal([(int)ExitCode.InputOutput], _exits);
    }

    public void Dispose()
    {
        _output.Dispose();
        _messages.Dispose();
    }

    private ExitCode Run(params string[] arguments)
    {
        using var signals = new StopSignals(_ => { }, _exits.Add);
        return new Application(_output, _messages, TimeProvider.System, signals, _exits.Add, _environment.GetValueOrDefault).Run(arguments);
    }
}
