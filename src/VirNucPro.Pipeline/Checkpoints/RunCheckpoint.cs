using System.Globalization;
using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What a run finds in its output folder, and what it leaves there as it goes. Safe from any thread.</summary>
internal sealed partial class RunCheckpoint : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RunLayout _layout;
    private readonly PredictOptions _options;
    private readonly ILogger _log;
    private RunDatabase? _database;

    private RunCheckpoint(RunLayout layout, RunDatabase? earlier, PredictOptions options, ILogger log)
    {
        _layout = layout;
        _database = earlier;
        _options = options;
        _log = log;
        IsContinued = earlier is not null;
        WasFinished = earlier?.IsFinished ?? false;
        EarlierSeconds = earlier?.EarlierSeconds ?? 0;
    }

    /// <summary>True where the folder holds a run that had written its result files.</summary>
    public bool WasFinished { get; }

    /// <summary>True where the folder holds shards that this run may reuse.</summary>
    public bool IsContinued { get; }

    /// <summary>Wall time of the earlier sessions of the run, in seconds.</summary>
    public double EarlierSeconds { get; }

    /// <summary>The sessions of the run, this one last.</summary>
    public IReadOnlyList<RunSession> Sessions
    {
        get
        {
            lock (_gate)
            {
                return Database.Sessions;
            }
        }
    }

    /// <summary>What the results depend on.</summary>
    public IReadOnlyList<RunParameter> Parameters => Database.Parameters;

    /// <summary>Shards that were taken from the checkpoint.</summary>
    public int ReusedShards { get; private set; }

    /// <summary>Shards that were computed and added.</summary>
    public int AddedShards { get; private set; }

    /// <summary>Looks at the folder; changes nothing there but what a salvage of a damaged checkpoint needs.</summary>
    /// <param name="layout">The folder.</param>
    /// <param name="options">Whether to go on with a run that has not finished, or to start over.</param>
    /// <param name="log">Told of damage.</param>
    /// <exception cref="RunFailedException">The folder holds what is not asked for, or can't be used.</exception>
    public static RunCheckpoint Look(RunLayout layout, PredictOptions options, ILogger log)
    {
        var hasDatabase = File.Exists(layout.Database);
        OutputFolder.RefuseFilled(layout.Directory, options.Force || hasDatabase);
        if (options.Force || !hasDatabase || RunDatabase.Open(layout.Database) is not { } earlier)
        {
            return new RunCheckpoint(layout, null, options, log);
        }

        if (earlier is { IsFinished: false, Shards.Count: 0, DamagedShards.Count: 0 })
        {
            // Stopped or killed before its first shard was done: there is nothing to go on with.
            earlier.Dispose();
            return new RunCheckpoint(layout, null, options, log);
        }

        if (!earlier.IsFinished && !options.Resume)
        {
            var shards = earlier.Shards.Count;
            earlier.Dispose();
            throw new RunFailedException(
                FailureKind.Usage,
                $"The folder {layout.Directory} holds a run that was interrupted after {shards} shard(s). "
                + "Continue it (--resume), start over (--force), or name another folder (-o).");
        }

        var checkpoint = new RunCheckpoint(layout, earlier, options, log);
        if (earlier.Damage is { } damage)
        {
            var lost = earlier.DamagedShards.Count > 0 ? string.Join(", ", earlier.DamagedShards) : "none that is known of";
            checkpoint.Salvaged(layout.Database, damage, earlier.Shards.Count, lost);
        }

        return checkpoint;
    }

    /// <summary>Takes the folder for this run: starts its database, or checks that the earlier run's results can be reused.</summary>
    /// <param name="parameters">What the results depend on.</param>
    /// <param name="version">The program's version.</param>
    /// <param name="arguments">Device, precision and libtorch, for people.</param>
    /// <param name="inputs">The input's files as full paths, and <c>-</c> for standard input.</param>
    /// <exception cref="RunFailedException">The earlier run had other parameters; names them.</exception>
    public void Begin(IReadOnlyList<RunParameter> parameters, string version, string arguments, IReadOnlyList<string> inputs)
    {
        lock (_gate)
        {
            if (_database is null)
            {
                RunDatabase.Delete(_layout.Database);
                if (_options.Force)
                {
                    _layout.DeleteFiles();
                }

                _database = RunDatabase.Create(_layout.Database, parameters);
            }
            else
            {
                RefuseOtherParameters(_database.Parameters, parameters);
                if (!WasFinished)
                {
                    Action<string, int, double> tell = _options.MergedEnd is null ? Resuming : Merged;
                    tell(_layout.Directory, _database.Shards.Count, EarlierSeconds);
                }
            }

            _layout.DeleteUnfinishedFiles();
            _database.BeginSession(version, arguments, inputs);
        }
    }

    /// <summary>The options with the token budgets that the earlier run had come to, where the user asks for none.</summary>
    /// <param name="options">The user's options.</param>
    /// <remarks>The last bits of a score depend on its batch: with the same budget the batches are the same.</remarks>
    public ComputeOptions WithBudgets(ComputeOptions options)
    {
        if (!IsContinued)
        {
            return options;
        }

        lock (_gate)
        {
            if (Database.Shards.Count == 0)
            {
                return options;
            }

            var last = Database.ReadShard(Database.Shards.Keys.Max()).Work;
            return options with
            {
                DnabertBatchTokens = options.DnabertBatchTokens == 0 ? last.DnabertBudgetTokens : options.DnabertBatchTokens,
                EsmBatchTokens = options.EsmBatchTokens == 0 ? last.EsmBudgetTokens : options.EsmBatchTokens,
            };
        }
    }

    /// <summary>Whether the checkpoint has the results of a shard.</summary>
    /// <param name="shard">A shard as it was formed, with its digests.</param>
    /// <exception cref="RunFailedException">The earlier run had another input there; names the record.</exception>
    public bool Reuses(PredictShard shard)
    {
        if (!IsContinued)
        {
            return false;
        }

        lock (_gate)
        {
            if (!Database.Shards.TryGetValue(shard.Index, out var finished))
            {
                return false;
            }

            if (!finished.InputHash.AsSpan().SequenceEqual(shard.InputHash))
            {
                throw Refused(DescribeDifference(Database.ReadShard(shard.Index).Chunks, shard));
            }

            if (finished.HasFailures && _options is { Resume: true, MergedEnd: null })
            {
                return false;
            }

            ReusedShards++;
            return true;
        }
    }

    /// <summary>Keeps a computed shard.</summary>
    /// <param name="result">Its results.</param>
    /// <param name="elapsed">Wall time of this session so far.</param>
    public void Add(ShardResult result, TimeSpan elapsed)
    {
        lock (_gate)
        {
            Database.Add(result, elapsed);
            AddedShards++;
        }
    }

    /// <summary>The results of a shard that is reused.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="RunFailedException">It was damaged meanwhile.</exception>
    public ShardResult ReadShard(int index)
    {
        lock (_gate)
        {
            return Database.ReadShard(index);
        }
    }

    /// <summary>All shards in order.</summary>
    /// <param name="count">How many the whole input has.</param>
    /// <exception cref="RunFailedException">The earlier run's input went on where this one ends; or a shard was damaged meanwhile.</exception>
    public IEnumerable<StoredShard> ReadShards(int count)
    {
        foreach (var shard in Database.ReadStoredShards())
        {
            if (shard.Result.Index >= count)
            {
                var chunk = shard.Result.Chunks[0];
                throw Refused($"it ends before record {chunk.Record} ('{chunk.SequenceId}') of the earlier run");
            }

            yield return shard;
        }
    }

    /// <summary>Checks of merged parts what only the input's end tells: it may have got more empty sequences, which are in no shard.</summary>
    /// <param name="shards">Shards of the input; <see cref="ReadShards"/> tells of those that are missing.</param>
    /// <param name="sequences">Input sequences, empty ones included.</param>
    /// <param name="emptySequences">Input sequences without a base.</param>
    /// <exception cref="RunFailedException">The parts had another input.</exception>
    public void RefuseOtherEnd(long shards, long sequences, long emptySequences)
    {
        if (_options.MergedEnd is { } end && end.Shards == shards && (end.Sequences, end.EmptySequences) != (sequences, emptySequences))
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture,
                $"it has {sequences} sequence(s), {emptySequences} of them empty, and had {end.Sequences}, {end.EmptySequences} of them empty"));
        }
    }

    /// <summary>Notes that all result files are written.</summary>
    /// <param name="shards">Shards of the input.</param>
    /// <param name="sequences">Input sequences, empty ones included.</param>
    /// <param name="emptySequences">Input sequences without a base.</param>
    /// <param name="elapsed">Wall time of this session.</param>
    public void Finish(long shards, long sequences, long emptySequences, TimeSpan elapsed)
    {
        lock (_gate)
        {
            Database.Finish(shards, sequences, emptySequences, elapsed);
        }
    }

    /// <summary>Lets go of the folder. A run that kept no shard leaves no database.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_database is null)
            {
                return;
            }

            var isEmpty = _database is { IsFinished: false, Shards.Count: 0 };
            _database.Dispose();
            if (isEmpty)
            {
                RunDatabase.Delete(_layout.Database);
            }

            _database = null;
        }
    }

    private RunDatabase Database => _database ?? throw new InvalidOperationException("The run has not begun.");

    private void RefuseOtherParameters(IReadOnlyList<RunParameter> earlier, IReadOnlyList<RunParameter> now)
    {
        var differences = RunParameters.Differences(earlier, now);
        if (differences.Count > 0)
        {
            var named = differences.Select(parameter => $"{parameter.Name} (was {parameter.First}, is {parameter.Second})");
            throw new RunFailedException(
                FailureKind.CheckpointRefused,
                $"The run in {_layout.Directory} was made with another {string.Join(", another ", named)}. "
                + "Give what it had, start over (--force), or name another folder (-o)."
                + (differences.All(parameter => RunParameters.IsContigRule(parameter.Name))
                    ? $" To call the contigs of a finished run by other rules: virnucpro contigs {Path.GetFileName(_layout.ChunkTable)}"
                    : ""));
        }
    }

    private RunFailedException Refused(string difference) => new(
        FailureKind.CheckpointRefused,
        $"The input is not that of the run in {_layout.Directory}: {difference}. "
        + "Give the same input, start over (--force), or name another folder (-o).");

    private static string DescribeDifference(IReadOnlyList<ChunkResult> earlier, PredictShard shard)
    {
        for (var i = 0; i < earlier.Count && i < shard.Chunks.Count; i++)
        {
            if (earlier[i].InputHash != InputDigest.ShortOf(shard.ChunkDigests, i))
            {
                var (id, record) = (shard.Chunks[i].Chunk.SequenceId, shard.Chunks[i].RecordNumber);
                return earlier[i].SequenceId == id
                    ? $"{shard.DescribeRecord(record)} ('{id}') has other bases"
                    : $"{shard.DescribeRecord(record)} is '{id}', it was '{earlier[i].SequenceId}' (record {earlier[i].Record})";
            }
        }

        return shard.Chunks.Count > earlier.Count
            ? $"{shard.DescribeRecord(shard.Chunks[earlier.Count].RecordNumber)} ('{shard.Chunks[earlier.Count].Chunk.SequenceId}') is longer or new"
            : $"it ends before record {earlier[shard.Chunks.Count].Record} ('{earlier[shard.Chunks.Count].SequenceId}') of the earlier run";
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Resuming the run in {Folder}: {Shards} shard(s) are done, {Seconds:F1} s of work.")]
    private partial void Resuming(string folder, int shards, double seconds);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The parts are merged in {Folder}: {Shards} shard(s), {Seconds:F1} s of work; writing the results.")]
    private partial void Merged(string folder, int shards, double seconds);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Database} was damaged ({Damage}). {Kept} shard(s) whose checksum holds are kept; computed again: {Lost}.")]
    private partial void Salvaged(string database, string damage, int kept, string lost);
}
