namespace VirNucPro.EndToEnd.Tests;

public sealed class ProgramTests
{
    [Fact]
    public async Task VersionAndHelpAreData()
    {
        var version = await ProgramRun.Start("--version");
        var help = await ProgramRun.Start("predict", "--help");

        Assert.Equal((0, ""), (version.ExitCode, version.Errors));
        Assert.Matches(@"^virnucpro \d+\.\d+\.\d+\n$", version.Output);
        Assert.Equal((0, ""), (help.ExitCode, help.Errors));
        Assert.Contains("virnucpro predict INPUT... --models DIR [options]", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task VersionDoesNotLoadLibtorch()
    {
        // Variables of the loader make it name every library that it opens.
        var run = await ProgramRun.StartFromShell("LD_DEBUG=files exec \"$@\"", "--version");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("libcoreclr", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DevicesListsTheCpu()
    {
        var run = await ProgramRun.Start("devices");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"(?m)^cpu +CPU +[\d.]+ GiB +[\d.]+ GiB +fp32 +\S", run.Output);
        Assert.Matches(@"(?m)^libtorch 2\.\d+\.\d+ in /.+$", run.Output);
    }
}
