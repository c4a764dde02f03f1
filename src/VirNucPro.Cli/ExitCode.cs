namespace VirNucPro.Cli;

/// <summary>What the program tells the shell that started it.</summary>
public enum ExitCode
{
    /// <summary>Everything was done.</summary>
    Done = 0,

    /// <summary>It failed for a reason that has no code of its own.</summary>
    Failure = 1,

    /// <summary>Results were written, but some sequences failed; they are listed.</summary>
    SequencesFailed = 2,

    /// <summary>The state of an earlier run does not fit what is asked for, or is damaged or in use.</summary>
    CheckpointRefused = 3,

    /// <summary>A model or a single sequence does not fit into memory.</summary>
    OutOfMemory = 4,

    /// <summary>The command line asks for something that does not exist or contradicts itself (EX_USAGE).</summary>
    Usage = 64,

    /// <summary>The input is not what it should be (EX_DATAERR).</summary>
    BadInput = 65,

    /// <summary>The input does not exist or can't be read (EX_NOINPUT).</summary>
    InputMissing = 66,

    /// <summary>Models, libtorch or the device asked for can't be used (EX_UNAVAILABLE).</summary>
    Unavailable = 69,

    /// <summary>Reading or writing failed, for example on a full disk (EX_IOERR).</summary>
    InputOutput = 74,

    /// <summary>Stopped by SIGINT (Ctrl+C), 128 + 2 as shells count.</summary>
    Interrupted = 130,

    /// <summary>Stopped by SIGTERM, 128 + 15 as shells count.</summary>
    Terminated = 143,
}
