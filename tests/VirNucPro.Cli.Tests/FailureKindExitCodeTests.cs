using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Tests;

public sealed class FailureKindExitCodeTests
{
    [Theory]
    [InlineData(FailureKind.General, 1)]
    [InlineData(FailureKind.CheckpointRefused, 3)]
    [InlineData(FailureKind.OutOfMemory, 4)]
    [InlineData(FailureKind.Usage, 64)]
    [InlineData(FailureKind.BadInput, 65)]
    [InlineData(FailureKind.InputMissing, 66)]
    [InlineData(FailureKind.Unavailable, 69)]
    [InlineData(FailureKind.InputOutput, 74)]
    public void EveryFailureHasItsExitCode(FailureKind kind, int code) => Assert.Equal(code, (int)kind.ToExitCode());

    [Fact]
    public void OnlyTheGeneralFailureHasTheGeneralCode() =>
        Assert.All(
            Enum.GetValues<FailureKind>(),
            kind => Assert.Equal(kind == FailureKind.General, kind.ToExitCode() == ExitCode.Failure));
}
