using System.Globalization;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The tables of a run's database. docs/run-state.md explains them to users.</summary>
internal static class RunSchema
{
    /// <summary>Of this layout and of the form that checksums are made over.</summary>
    public const int Version = 2;

    /// <summary>Tells the file from other SQLite databases: "VNPR".</summary>
    public const int ApplicationId = 0x564E5052;

    /// <summary>The columns of <c>shard</c> with the seconds of each stage, in the stages' order.</summary>
    public static readonly IReadOnlyList<string> SecondsColumns =
    [
        "sequence_chunking_seconds",
        "six_frame_translation_seconds",
        "nucleotide_splitting_seconds",
        "protein_splitting_seconds",
        "dnabert_extraction_seconds",
        "esm_extraction_seconds",
        "feature_merging_seconds",
        "model_prediction_seconds",
        "consensus_scoring_seconds",
    ];

    private const string Parameter = """
        CREATE TABLE parameter (
          position INTEGER PRIMARY KEY,
          name TEXT NOT NULL,
          value TEXT NOT NULL)
        """;

    private const string Run = """
        CREATE TABLE run (
          run INTEGER PRIMARY KEY,
          finished TEXT,
          shards INTEGER,
          sequences INTEGER,
          empty_sequences INTEGER,
          checksum BLOB NOT NULL)
        """;

    private const string Session = """
        CREATE TABLE session (
          session INTEGER PRIMARY KEY,
          started TEXT NOT NULL,
          version TEXT NOT NULL,
          arguments TEXT NOT NULL,
          inputs TEXT NOT NULL,
          wall_seconds REAL NOT NULL,
          shards INTEGER NOT NULL,
          checksum BLOB NOT NULL)
        """;

    private const string Shard = """
        CREATE TABLE shard (
          shard INTEGER PRIMARY KEY,
          session INTEGER NOT NULL,
          chunks INTEGER NOT NULL,
          frames INTEGER NOT NULL,
          failed_frames INTEGER NOT NULL,
          first_record INTEGER,
          last_record INTEGER,
          input_sha256 BLOB NOT NULL,
          device TEXT NOT NULL,
          dnabert_budget_tokens INTEGER NOT NULL,
          esm_budget_tokens INTEGER NOT NULL,
          dnabert_tokens INTEGER NOT NULL,
          esm_tokens INTEGER NOT NULL,
          sequence_chunking_seconds REAL NOT NULL,
          six_frame_translation_seconds REAL NOT NULL,
          nucleotide_splitting_seconds REAL NOT NULL,
          protein_splitting_seconds REAL NOT NULL,
          dnabert_extraction_seconds REAL NOT NULL,
          esm_extraction_seconds REAL NOT NULL,
          feature_merging_seconds REAL NOT NULL,
          model_prediction_seconds REAL NOT NULL,
          consensus_scoring_seconds REAL NOT NULL,
          checksum BLOB NOT NULL)
        """;

    // Scores are REAL values in columns without a type: a column of type REAL keeps -0.0 as 0.0.
    private const string Chunk = """
        CREATE TABLE chunk (
          shard INTEGER NOT NULL,
          position INTEGER NOT NULL,
          sequence TEXT NOT NULL,
          record INTEGER NOT NULL,
          number INTEGER NOT NULL,
          start INTEGER NOT NULL,
          length INTEGER NOT NULL,
          input_hash INTEGER NOT NULL,
          frames INTEGER NOT NULL,
          max_others,
          max_virus,
          PRIMARY KEY (shard, position)) WITHOUT ROWID
        """;

    private const string Frame = """
        CREATE TABLE frame (
          shard INTEGER NOT NULL,
          position INTEGER NOT NULL,
          frame TEXT NOT NULL,
          others,
          virus,
          PRIMARY KEY (shard, position, frame)) WITHOUT ROWID
        """;

    private const string ChunkResult = """
        CREATE VIEW chunk_result AS
        SELECT
          sequence || '_chunk_' || number AS id,
          max_virus >= max_others AS is_viral,
          max_others,
          max_virus,
          sequence, record, number, start, length, frames, shard, position
        FROM chunk
        WHERE max_virus IS NOT NULL
        """;

    private const string SequenceResult = """
        CREATE VIEW sequence_result AS
        SELECT
          record,
          min(sequence) AS sequence,
          count(*) AS chunks,
          count(max_virus) AS called_chunks,
          count(CASE WHEN max_virus >= max_others THEN 1 END) AS viral_chunks
        FROM chunk
        GROUP BY record
        """;

    /// <summary>What makes an empty database one of a run, statement by statement.</summary>
    /// <remarks>
    /// The views come before their tables: where a view is the youngest, SQLite 3.40 to 3.53 take the list of tables to check for
    /// a partial one, and <c>PRAGMA integrity_check</c> leaves out the list of free pages.
    /// </remarks>
    public static readonly IReadOnlyList<string> Statements =
        [ChunkResult, SequenceResult, Parameter, Run, Session, Shard, Chunk, Frame];

    /// <summary>Makes the tables and marks the file. The caller has begun a transaction.</summary>
    /// <param name="file">An empty database.</param>
    public static void Create(RunFile file)
    {
        foreach (var statement in Statements)
        {
            file.Execute(statement);
        }

        file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
        file.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
    }

    /// <summary>Refuses a file that this version of the program did not write.</summary>
    /// <param name="file">The database.</param>
    /// <exception cref="RunFailedException">It is another program's, or another version's.</exception>
    public static void RefuseForeign(RunFile file)
    {
        if (file.Scalar("PRAGMA application_id") is not (long)ApplicationId)
        {
            throw SqliteFailure.Lost(file.Path, "it does not bear the program's mark");
        }

        if (file.Scalar("PRAGMA user_version") is var version and not (long)Version)
        {
            throw new RunFailedException(
                FailureKind.CheckpointRefused,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Path} has layout {version}, and this version of virnucpro knows layout {Version}. "
                    + $"Finish the run with the version that began it, or start over (--force)."));
        }
    }

    /// <summary>Checks the file's structure.</summary>
    /// <param name="file">The database.</param>
    /// <exception cref="DamagedDataException">It is not sound, or not what <see cref="Create"/> makes.</exception>
    public static void Check(RunFile file)
    {
        if (file.Scalar("PRAGMA encoding") is not "UTF-8" || file.Scalar("PRAGMA journal_mode") is not "delete")
        {
            throw new DamagedDataException("the header is not what was written");
        }

        if (!file.Query("SELECT sql FROM sqlite_schema ORDER BY rowid").Select(row => row.Value(0)).SequenceEqual(Statements))
        {
            throw new DamagedDataException("the tables are not those that were made");
        }

        if (file.Scalar("PRAGMA integrity_check(1)") is not "ok" and var finding)
        {
            throw new DamagedDataException($"{finding}");
        }
    }
}
