namespace VirNucPro.Pipeline;

/// <summary>Why a run ended without its result; each has one exit code.</summary>
public enum FailureKind
{
    /// <summary>Something that has no kind of its own. Exit code 1.</summary>
    General = 1,

    /// <summary>The state of an earlier run does not fit what is asked for, or is damaged or in use. Exit code 3.</summary>
    CheckpointRefused = 3,

    /// <summary>A model or a batch of one sequence does not fit into memory. Exit code 4.</summary>
    OutOfMemory = 4,

    /// <summary>Options that contradict each other or can't be met. Exit code 64.</summary>
    Usage = 64,

    /// <summary>The input is not what it should be. Exit code 65.</summary>
    BadInput = 65,

    /// <summary>The input does not exist or can't be read. Exit code 66.</summary>
    InputMissing = 66,

    /// <summary>Models, libtorch or a device asked for are missing or unusable. Exit code 69.</summary>
    Unavailable = 69,

    /// <summary>Reading or writing failed, for example on a full disk. Exit code 74.</summary>
    InputOutput = 74,
}
