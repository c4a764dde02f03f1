namespace VirNucPro.EndToEnd.Tests;

/// <summary>The short forms of the fault tests: runs that are killed, stopped or refused by the disk, and resumed.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("kill-test.sh")]
    [InlineData("stop-test.sh")]
    [InlineData("disk-test.sh")]
    public async Task EveryCaseEndsWithTheFilesOfAnUndisturbedRun(string script)
    {
        var run = await ProgramRun.Finish(
            ProgramRun.Launch("/bin/bash", Fixture.RepositoryRoot, [$"tests/faults/{script}", "--short", "--program", ProgramRun.ProgramPath]), null);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Matches(@"\n[a-z-]+: [1-9]\d* cases, .*\b0 mismatches\n$", run.Output);
    }
}
