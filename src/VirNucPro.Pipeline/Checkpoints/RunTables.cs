namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Reads and writes the tables <c>parameter</c>, <c>run</c> and <c>session</c>, in the caller's transaction.</summary>
internal static class RunTables
{
    // Far more than a run has; a damaged table shall not fill the memory.
    private const int MostRows = 100_000;

    /// <summary>Writes the parameters and the run's row into new tables.</summary>
    /// <param name="file">The database.</param>
    /// <param name="parameters">The parameters, in order.</param>
    /// <param name="checksums">The checksums of these parameters.</param>
    public static void WriteParameters(RunFile file, IReadOnlyList<RunParameter> parameters, RunChecksums checksums)
    {
        for (var position = 0; position < parameters.Count; position++)
        {
            var (number, parameter) = (position, parameters[position]);
            file.Execute(
                "INSERT INTO parameter (position, name, value) VALUES (?, ?, ?)",
                row => row.Bind(number).Bind(parameter.Name).Bind(parameter.Value));
        }

        WriteEnd(file, null, checksums);
    }

    /// <summary>Reads the parameters; only a checksum that was made with them says whether they are right.</summary>
    /// <param name="file">The database.</param>
    public static List<RunParameter> ReadParameters(RunFile file) =>
        [
            .. file.Query("SELECT position, name, value FROM parameter ORDER BY position").Take(MostRows).Select((statement, position) =>
            {
                var row = new StoredRow(statement, "parameter");
                return row.Long(0) == position
                    ? new RunParameter(row.Text(1), row.Text(2))
                    : throw new DamagedDataException("the parameters are damaged");
            }),
        ];

    /// <summary>Writes the run's only row.</summary>
    /// <param name="file">The database.</param>
    /// <param name="end">How the run ended; null where it has not.</param>
    /// <param name="checksums">The checksums of the run's parameters.</param>
    public static void WriteEnd(RunFile file, RunEnd? end, RunChecksums checksums) => file.Execute(
        "INSERT OR REPLACE INTO run (run, finished, shards, sequences, empty_sequences, checksum) VALUES (1, ?, ?, ?, ?, ?)",
        row => row.Bind(end?.Finished).Bind(end?.Shards).Bind(end?.Sequences).Bind(end?.EmptySequences).Bind(checksums.OfRun(end)));

    /// <summary>Reads how the run ended; null where it has not.</summary>
    /// <param name="file">The database.</param>
    /// <param name="checksums">The checksums of the run's parameters.</param>
    /// <exception cref="DamagedDataException">The row is damaged, or made with other parameters.</exception>
    public static RunEnd? ReadEnd(RunFile file, RunChecksums checksums)
    {
        var rows = file.Query("SELECT finished, shards, sequences, empty_sequences, checksum, run FROM run").Take(2).Select(statement =>
        {
            var row = new StoredRow(statement, "run");
            var end = row.OptionalText(0) is { } finished ? new RunEnd(finished, row.Long(1), row.Long(2), row.Long(3)) : null;
            var isRight = row.Long(5) == 1 && checksums.OfRun(end).AsSpan().SequenceEqual(row.Bytes(4));
            return (End: end, IsRight: isRight);
        }).ToList();
        return rows is [(var only, true)] ? only : throw new DamagedDataException("the run's row does not match its checksum");
    }

    /// <summary>Writes a session, in the place of the one with its number.</summary>
    /// <param name="file">The database.</param>
    /// <param name="session">The session.</param>
    /// <param name="checksums">The checksums of the run's parameters.</param>
    public static void WriteSession(RunFile file, RunSession session, RunChecksums checksums) => file.Execute(
        "INSERT OR REPLACE INTO session (session, started, version, arguments, inputs, wall_seconds, shards, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        row => row.Bind(session.Number).Bind(session.Started).Bind(session.Version).Bind(session.Arguments)
            .Bind(session.Inputs).Bind(session.WallSeconds).Bind(session.Shards).Bind(checksums.OfSession(session)));

    /// <summary>Reads the sessions; one that does not match its checksum is null.</summary>
    /// <param name="file">The database.</param>
    /// <param name="checksums">The checksums of the run's parameters.</param>
    public static IEnumerable<RunSession?> ReadSessions(RunFile file, RunChecksums checksums) =>
        file.Query("SELECT session, started, version, arguments, inputs, wall_seconds, shards, checksum FROM session ORDER BY session")
            .Take(MostRows)
            .Select(statement => ReadSession(new StoredRow(statement, "session"), checksums));

    private static RunSession? ReadSession(StoredRow row, RunChecksums checksums)
    {
        try
        {
            var session = new RunSession(row.Long(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Double(5), row.Long(6));
            return checksums.OfSession(session).AsSpan().SequenceEqual(row.Bytes(7)) ? session : null;
        }
        catch (DamagedDataException)
        {
            return null;
        }
    }
}
