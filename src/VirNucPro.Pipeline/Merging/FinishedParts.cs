using System.Text.Json;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Input;

namespace VirNucPro.Pipeline.Merging;

/// <summary>All parts of one run.</summary>
internal sealed class FinishedParts
{
    // Of the numbers of missing parts that a message lists.
    private const int MostListed = 20;

    private readonly IReadOnlyList<FinishedPart> _parts;

    private FinishedParts(IReadOnlyList<FinishedPart> parts) => _parts = parts;

    /// <summary>What the results depend on.</summary>
    public IReadOnlyList<RunParameter> Parameters => _parts[0].Parameters;

    /// <summary>What they know of the whole input.</summary>
    public RunEnd End => _parts[0].End;

    /// <summary>Their number.</summary>
    public int Count => _parts.Count;

    /// <summary>The work on all of them; the sessions of a part stay together.</summary>
    public IReadOnlyList<RunSession> Sessions =>
    [
        .. _parts.Zip(SessionsBefore).SelectMany(
            part => part.First.Sessions.Select(session => session with { Number = part.Second + session.Number })),
    ];

    /// <summary>The first of <see cref="Sessions"/>; null where salvaged parts have lost them.</summary>
    public RunSession? FirstSession => _parts.SelectMany(part => part.Sessions).FirstOrDefault();

    // Numbers go on from part to part. A salvaged part may have shards of a session whose row was lost.
    private IEnumerable<long> SessionsBefore
    {
        get
        {
            long before = 0;
            foreach (var part in _parts)
            {
                yield return before;
                before += part.Sessions.Select(session => session.Number).DefaultIfEmpty().Max();
            }
        }
    }

    /// <summary>Looks at the parts; their shards are checked as they are read.</summary>
    /// <param name="directories">Their folders, in any order.</param>
    /// <param name="cancellation">Looked at between two.</param>
    /// <exception cref="RunFailedException">
    /// One is no finished part, is missing, there twice, or of another run (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    public static FinishedParts Read(IReadOnlyList<string> directories, CancellationToken cancellation)
    {
        var parts = new List<FinishedPart>();
        foreach (var directory in directories)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = FinishedPart.Read(directory);
            if (parts.Count > 0)
            {
                RefuseForeign(parts[0], part);
            }

            if (parts.Find(other => other.Part == part.Part) is { } twin)
            {
                throw Refused($"Part {part.Part} is there twice: in {twin.Directory} and in {part.Directory}. Leave one of them out.");
            }

            parts.Add(part);
        }

        RefuseMissing(parts);
        return new FinishedParts([.. parts.OrderBy(part => part.Part.Number)]);
    }

    /// <summary>The shards of all parts, a part after the other, with the numbers of <see cref="Sessions"/>.</summary>
    /// <exception cref="RunFailedException">A part is damaged, or not what it was when it was looked at.</exception>
    public IEnumerable<StoredShard> ReadShards()
    {
        foreach (var (part, before) in _parts.Zip(SessionsBefore))
        {
            foreach (var shard in part.ReadShards())
            {
                yield return shard with { Session = before + shard.Session };
            }
        }
    }

    /// <summary>The input's files as the parts were given them; those of the first session count.</summary>
    /// <exception cref="RunFailedException">They can't be read again (<see cref="FailureKind.InputMissing"/>).</exception>
    public IReadOnlyList<string> FindInput()
    {
        var session = FirstSession
            ?? throw new RunFailedException(FailureKind.InputMissing, "The parts do not tell what their input was. Say where it is: --input FILE.");
        var paths = JsonSerializer.Deserialize<string[]>(session.Inputs)!;
        var lost = paths.FirstOrDefault(path => InputFile.IsStandardInput(path) || !File.Exists(path));
        return lost is null
            ? paths
            : throw new RunFailedException(
                FailureKind.InputMissing,
                (InputFile.IsStandardInput(lost) ? "The parts read standard input" : $"The parts read {lost}, which is not there now")
                + "; the called sequences are written from the input. Say where it is: --input FILE (of several files all, in the same order).");
    }

    private static void RefuseForeign(FinishedPart first, FinishedPart part)
    {
        List<string> differences =
        [
            .. part.Part.Count == first.Part.Count ? (string[])[] : [$"number of parts ({first.Part.Count}, {part.Part.Count})"],
            .. RunParameters.Differences(first.Parameters, part.Parameters)
                .Select(parameter => $"{parameter.Name} ({parameter.First}, {parameter.Second})"),
        ];

        if (differences.Count > 0)
        {
            throw Foreign(first, part, $"they differ in {string.Join(", ", differences)}");
        }

        if ((part.End with { Finished = first.End.Finished }) != first.End)
        {
            throw Foreign(
                first, part,
                $"the input of the one had {first.End.Sequences} sequences in {first.End.Shards} shards, that of the other {part.End.Sequences} in {part.End.Shards}");
        }
    }

    private static void RefuseMissing(List<FinishedPart> parts)
    {
        var count = parts[0].Part.Count;
        int[] missing = [.. Enumerable.Range(1, count).Except(parts.Select(part => part.Part.Number))];
        if (missing.Length > 0)
        {
            var list = string.Join(", ", missing.Take(MostListed)) + (missing.Length > MostListed ? " and more" : "");
            throw Refused(
                $"{missing.Length} of {count} parts are missing: {list}. Name their folders too; what was not computed yet: virnucpro predict ... --shard {missing[0]}/{count}");
        }
    }

    private static RunFailedException Foreign(FinishedPart first, FinishedPart part, string reason) =>
        Refused($"{part.Directory} is no part of the run of {first.Directory}: {reason}.");

    private static RunFailedException Refused(string message) => new(FailureKind.CheckpointRefused, message);
}
