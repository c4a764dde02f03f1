using VirNucPro.Pipeline;

namespace VirNucPro.Cli;

/// <summary>The one mapping from a run's failure to the exit code.</summary>
internal static class FailureKindExitCode
{
    public static ExitCode ToExitCode(this FailureKind kind) => kind switch
    {
        FailureKind.CheckpointRefused => ExitCode.CheckpointRefused,
        FailureKind.OutOfMemory => ExitCode.OutOfMemory,
        FailureKind.Usage => ExitCode.Usage,
        FailureKind.BadInput => ExitCode.BadInput,
        FailureKind.InputMissing => ExitCode.InputMissing,
        FailureKind.Unavailable => ExitCode.Unavailable,
        FailureKind.InputOutput => ExitCode.InputOutput,
        _ => ExitCode.Failure,
    };
}
