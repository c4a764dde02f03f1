using System.Diagnostics;
using VirNucPro.Cli.Completion;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Tests.Completion;

/// <summary>bash runs the script as it does when somebody presses Tab behind the last word.</summary>
public sealed class BashScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("virnucpro-").FullName;

    public static TheoryData<string> Commands => [.. CommandCatalog.All.Select(command => command.Name)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void EveryCommandIsOffered()
    {
        Assert.Equal(
            CommandCatalog.All.Select(command => command.Name.Split(' ')[0]).Concat(["help", "--help", "--version"]).Distinct().Order(),
            Complete("").Order());
        Assert.All(
            CommandCatalog.All.Where(command => command.Group is not null),
            command => Assert.Contains(command.Name.Split(' ')[1], Complete(command.Group!, "")));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void EveryOptionIsOffered(string name)
    {
        var command = CommandCatalog.All.Single(command => command.Name == name);
        var words = name.Split(' ');

        Assert.Equal(command.Options.Select(option => option.Dashed).Append("--help").Order(), Complete([.. words, "--"]).Order());
        Assert.All(
            command.Options.Where(option => option.Choices is not null),
            option =>
            {
                Assert.Equal(option.Choices!.Values, Complete([.. words, option.Dashed, ""]));
                Assert.Equal(option.Choices.Values, Complete([.. words, option.Dashed, "=", ""]));
            });
    }

    [Theory]
    [InlineData("fp16", "predict", "--precision", "fp1")]
    [InlineData("cuda", "predict", "in.fa", "-d", "cu")]
    [InlineData("fp16", "predict", "--precision", "=", "fp1")]
    [InlineData("zsh", "completion", "z")]
    [InlineData("verify", "checkpoint", "v")]
    [InlineData("--resume", "predict", "in.fa", "--res")]
    [InlineData("models", "help", "mod")]
    [InlineData("models", "config", "show", "mod")]
    public void StartOfAWordIsCompleted(string completed, params string[] words) => Assert.Equal([completed], Complete(words));

    [Fact]
    public void FilesAndFoldersAreOfferedWhereTheyAreTaken()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "my models"));
        File.WriteAllText(Path.Combine(_folder, "my reads.fa"), "");

        Assert.Equal(["my models"], Complete("predict", "--models", "my"));
        Assert.Equal(["my models"], Complete("predict", "--models", "=", "my"));
        Assert.Equal(["my models", "my reads.fa"], Complete("predict", "my").Order());
        Assert.Equal(["my models", "my reads.fa"], Complete("predict", "--config", "").Order());
        Assert.Equal(["my models"], Complete("models", "verify", ""));
        Assert.Empty(Complete("predict", "--threads", ""));
        Assert.Empty(Complete("devices", "x", "--libtorch", "none"));
        Assert.Empty(Complete("frobnicate", ""));
    }

    private string[] Complete(params string[] words)
    {
        var script = $"{CompletionScript.Render("bash")}\nCOMP_WORDS=(virnucpro \"$@\"); COMP_CWORD=$#; _virnucpro; printf '%s\\n' \"${{COMPREPLY[@]}}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-u", "-c", script, "bash", .. words])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = bash.StandardError.ReadToEndAsync();
        var output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal("", errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
