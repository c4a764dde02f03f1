using System.Diagnostics;
using VirNucPro.Cli.Messages;

namespace VirNucPro.Cli.Tests.Messages;

public sealed class ShellCommandTests
{
    [Theory]
    [InlineData("contigs.fasta", "contigs.fasta")]
    [InlineData("--models=/data/m_1", "--models=/data/m_1")]
    [InlineData("", "''")]
    [InlineData("my reads.fa", "'my reads.fa'")]
    [InlineData("it's", @"'it'\''s'")]
    [InlineData("\"$HOME\" `id`; *", "'\"$HOME\" `id`; *'")]
    [InlineData("~/reads", "'~/reads'")]
    [InlineData("=x", "'=x'")]
    [InlineData("Übung/病毒.fa", "'Übung/病毒.fa'")]
    [InlineData("two\nlines", @"$'two\012lines'")]
    [InlineData("\u001b[2J'\\\u202e7", @"$'\033[2J\'\\\342\200\2567'")]
    public void WordIsQuotedWhereTheShellWouldChangeIt(string word, string quoted)
    {
        Assert.Equal(quoted, ShellCommand.Quote(word));
        Assert.Equal(word, AsBashReads(quoted));
    }

    [Fact]
    public void CommandLineStartsWithTheProgram() =>
        Assert.Equal("virnucpro predict 'a b.fa' --resume", ShellCommand.Of(["predict", "a b.fa", "--resume"]));

    private static string AsBashReads(string quoted)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", $"printf %s {quoted}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        })!;
        return bash.StandardOutput.ReadToEnd();
    }
}
