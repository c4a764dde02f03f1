using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Stages;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>A snapshot that a run is compared with. The names of its frames are in memory, its embeddings on the disk.</summary>
internal sealed class SnapshotReader : IDisposable
{
    private readonly TensorFile _file;
    private readonly string _path;

    private SnapshotReader(string path, TensorFile file)
    {
        (_path, _file) = (path, file);
        Frames = [.. Lines(SnapshotFormat.Frames).Select(fields => new SnapshotFrame(fields[0], fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture)))];
        ChunkVerdicts = Lines(SnapshotFormat.Chunks).ToDictionary(fields => fields[0], fields => fields[1] == "1", StringComparer.Ordinal);
        ChunkLengthBp = int.Parse(_file.Metadata[SnapshotFormat.ChunkLengthKey], CultureInfo.InvariantCulture);
        DnabertWidth = _file.WidthOf(SnapshotFormat.Dnabert, Frames.Length);
        EsmWidth = _file.WidthOf(SnapshotFormat.Esm, Frames.Length);
        if (_file.WidthOf(SnapshotFormat.Scores, Frames.Length) != ClassifyStage.ScoreCount)
        {
            throw new FormatException("its scores are no pairs.");
        }

        var (recorded, found) = (_file.Metadata[SnapshotFormat.ContentKey], HashContent());
        if (found != recorded)
        {
            throw new FormatException($"its content has the SHA-256 {RunParameters.Shorten(found)}, not {RunParameters.Shorten(recorded)} as recorded.");
        }
    }

    /// <summary>What it was made with.</summary>
    public IReadOnlyDictionary<string, string> Facts => _file.Metadata;

    /// <summary>The frames, in order.</summary>
    public SnapshotFrame[] Frames { get; }

    /// <summary>Of each chunk with a frame whether it is viral.</summary>
    public Dictionary<string, bool> ChunkVerdicts { get; }

    /// <summary>Chunk length in bp.</summary>
    public int ChunkLengthBp { get; }

    /// <summary>Width of DNABERT-S.</summary>
    public int DnabertWidth { get; }

    /// <summary>Width of ESM-2.</summary>
    public int EsmWidth { get; }

    /// <summary>Opens a snapshot.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFailedException">It does not exist (<see cref="FailureKind.InputMissing"/>), or is damaged or no snapshot (<see cref="FailureKind.BadInput"/>).</exception>
    public static SnapshotReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new RunFailedException(FailureKind.InputMissing, $"There is no snapshot {path}. 'virnucpro snapshot create' makes one.");
        }

        TensorFile? file = null;
        try
        {
            file = TensorFile.Open(path);
            if (file.Metadata.GetValueOrDefault(SnapshotFormat.VersionKey) is not { } version)
            {
                throw new RunFailedException(FailureKind.BadInput, $"{path} is no snapshot of virnucpro. 'virnucpro snapshot create' makes one.");
            }

            if (version != SnapshotFormat.Version)
            {
                throw new RunFailedException(
                    FailureKind.BadInput, $"{path} is a snapshot of format {version}; this program reads format {SnapshotFormat.Version}. Create it again.");
            }

            return new SnapshotReader(path, file);
        }
        catch (Exception failure)
        {
            file?.Dispose();
            if (failure is ModelException or FormatException or OverflowException or IndexOutOfRangeException or KeyNotFoundException or ArgumentException)
            {
                throw new RunFailedException(FailureKind.BadInput, $"The snapshot {path} is damaged: {failure.Message} Create it again.", failure);
            }

            throw;
        }
    }

    /// <summary>Writes the input as FASTA.</summary>
    /// <param name="path">The file.</param>
    public void WriteInput(string path) => File.WriteAllBytes(path, _file.ReadBytes(SnapshotFormat.Input));

    /// <summary>DNABERT-S's embeddings of some frames, [count, width]; valid until the next call.</summary>
    public ReadOnlySpan<float> ReadDnabert(int first, int count) => _file.ReadRows(SnapshotFormat.Dnabert, DnabertWidth, first, count);

    /// <summary>ESM-2's embeddings of some frames, [count, width]; valid until the next call.</summary>
    public ReadOnlySpan<float> ReadEsm(int first, int count) => _file.ReadRows(SnapshotFormat.Esm, EsmWidth, first, count);

    /// <summary>The score pairs of some frames, [count, 2]; valid until the next call.</summary>
    public ReadOnlySpan<float> ReadScores(int first, int count) => _file.ReadRows(SnapshotFormat.Scores, ClassifyStage.ScoreCount, first, count);

    public override string ToString() => _path;

    public void Dispose() => _file.Dispose();

    private string HashContent()
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(SHA256.HashData(MemoryMarshal.AsBytes(ReadDnabert(0, Frames.Length))));
        content.AppendData(SHA256.HashData(MemoryMarshal.AsBytes(ReadEsm(0, Frames.Length))));
        content.AppendData(SHA256.HashData(MemoryMarshal.AsBytes(ReadScores(0, Frames.Length))));
        foreach (var name in (ReadOnlySpan<string>)[SnapshotFormat.Input, SnapshotFormat.Frames, SnapshotFormat.Chunks])
        {
            content.AppendData(SHA256.HashData(_file.ReadBytes(name)));
        }

        return Convert.ToHexStringLower(content.GetHashAndReset());
    }

    private IEnumerable<string[]> Lines(string name) =>
        Encoding.UTF8.GetString(_file.ReadBytes(name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'));
}
