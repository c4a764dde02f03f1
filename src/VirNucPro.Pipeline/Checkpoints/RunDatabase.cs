namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The state of a run on disk, <c>run.db</c>: an SQLite database that one process at a time holds.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class RunDatabase : IDisposable
{
    /// <summary>Starts the database of a new run, in one transaction.</summary>
    /// <param name="path">The file; there is none yet, or one that was killed before it held anything.</param>
    /// <param name="parameters">What the results depend on.</param>
    /// <exception cref="RunFailedException">Another process holds it (<see cref="FailureKind.CheckpointRefused"/>).</exception>
    /// <exception cref="IOException">Writing failed; a full disk has the HResult of ENOSPC.</exception>
    public static RunDatabase Create(string path, IReadOnlyList<RunParameter> parameters) => throw new NotImplementedException();

    /// <summary>
    /// Opens the database of an earlier run, reads every shard and checks it. Of a damaged one all shards whose checksum
    /// holds are carried to a new file, which takes the name; the others are <see cref="DamagedShards"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The database; null where the file is missing, or empty because its run was killed at the start.</returns>
    /// <exception cref="RunFailedException">
    /// Another process holds it, another version of the program wrote it, or it is damaged where nothing can stand for it
    /// (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    public static RunDatabase? Open(string path) => throw new NotImplementedException();

    /// <summary>Removes a database and what belongs to it; does nothing where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFailedException">Another process holds it.</exception>
    public static void Remove(string path) => throw new NotImplementedException();

    /// <summary>What the results depend on.</summary>
    public IReadOnlyList<RunParameter> Parameters => throw new NotImplementedException();

    /// <summary>True once the run has written its result files.</summary>
    public bool IsFinished => throw new NotImplementedException();

    /// <summary>Wall time of all sessions before this one, in seconds.</summary>
    public double EarlierSeconds => throw new NotImplementedException();

    /// <summary>The finished shards by index, damaged ones left out.</summary>
    public IReadOnlyDictionary<int, FinishedShard> Shards => throw new NotImplementedException();

    /// <summary>Indices of the shards that were found damaged when the database was opened, in order.</summary>
    public IReadOnlyList<int> DamagedShards => throw new NotImplementedException();

    /// <summary>Notes that a process goes to work on the run. Called once, before <see cref="Add"/>.</summary>
    /// <param name="version">The program's version.</param>
    /// <param name="arguments">What it was asked for, for people: device, precision and libtorch.</param>
    public void BeginSession(string version, string arguments) => throw new NotImplementedException();

    /// <summary>Adds a finished shard in one transaction, or puts it in the place of the one with its index.</summary>
    /// <param name="result">The shard.</param>
    /// <param name="elapsed">Wall time of this session so far.</param>
    /// <exception cref="IOException">Writing failed; a full disk has the HResult of ENOSPC. Nothing of the shard is kept.</exception>
    public void Add(ShardResult result, TimeSpan elapsed) => throw new NotImplementedException();

    /// <summary>Notes that the result files are written, with the figures that the input's end told.</summary>
    /// <param name="sequences">Input sequences, empty ones included.</param>
    /// <param name="emptySequences">Input sequences without a base.</param>
    /// <param name="elapsed">Wall time of this session.</param>
    public void Finish(long sequences, long emptySequences, TimeSpan elapsed) => throw new NotImplementedException();

    /// <summary>The shards in order; every one is checked against its checksum again.</summary>
    /// <exception cref="RunFailedException">A shard is damaged; says that <c>--resume</c> computes it again.</exception>
    public IEnumerable<ShardResult> ReadShards() => throw new NotImplementedException();

    /// <summary>The shard with an index, checked.</summary>
    /// <param name="index">One of <see cref="Shards"/>.</param>
    public ShardResult ReadShard(int index) => throw new NotImplementedException();

    /// <inheritdoc/>
    public void Dispose() => throw new NotImplementedException();
}
