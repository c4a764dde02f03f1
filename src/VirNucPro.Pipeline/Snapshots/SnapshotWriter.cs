using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Collects computed frames on the disk and writes them as a snapshot.</summary>
/// <remarks>Nothing but a shard is in memory; the disk needs the snapshot's size twice while it is written.</remarks>
internal sealed class SnapshotWriter : IDisposable
{
    private readonly FileStream _dnabert;
    private readonly FileStream _esm;
    private readonly FileStream _scores;
    private readonly FileStream _input;
    private readonly FileStream _frames;
    private readonly FileStream _chunks;
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _dnabertWidth;
    private int _esmWidth;
    private long _lastRecord = -1;

    /// <summary>Creates files without names.</summary>
    /// <param name="path">The snapshot's name, beside which they lie.</param>
    public SnapshotWriter(string path)
    {
        _dnabert = SpoolFile.Create(path + ".dnabert");
        _esm = SpoolFile.Create(path + ".esm");
        _scores = SpoolFile.Create(path + ".scores");
        _input = SpoolFile.Create(path + ".input");
        _frames = SpoolFile.Create(path + ".frames");
        _chunks = SpoolFile.Create(path + ".chunks");
    }

    /// <summary>Frames added.</summary>
    public long Frames { get; private set; }

    /// <summary>Sequences added.</summary>
    public long Sequences { get; private set; }

    /// <summary>Adds a computed shard.</summary>
    /// <param name="shard">The shard after the last one added.</param>
    /// <exception cref="RunFailedException">A frame has an embedding or a score that is not finite.</exception>
    public void Add(PredictShard shard)
    {
        _digest.AppendData(shard.InputHash);
        foreach (var chunk in shard.Chunks)
        {
            if (chunk.RecordNumber != _lastRecord)
            {
                FastaWriter.WriteWrapped(_input, chunk.Record.Id, chunk.Record.Bases.Span);
                _lastRecord = chunk.RecordNumber;
                Sequences++;
            }

            Add(shard, chunk);
        }
    }

    /// <summary>Writes the snapshot.</summary>
    /// <param name="path">The file; it appears when it is complete.</param>
    /// <param name="facts">What it was made with, as entries of <c>__metadata__</c>.</param>
    public void Write(string path, IEnumerable<RunParameter> facts)
    {
        var writer = new TensorFileWriter();
        foreach (var fact in facts)
        {
            writer.AddMetadata(fact.Name, fact.Value);
        }

        writer.AddMetadata(SnapshotFormat.InputKey, Convert.ToHexStringLower(_digest.GetHashAndReset()));
        writer.AddMetadata(SnapshotFormat.ContentKey, HashContent());
        writer.AddRows(SnapshotFormat.Dnabert, _dnabertWidth, _dnabert);
        writer.AddRows(SnapshotFormat.Esm, _esmWidth, _esm);
        writer.AddRows(SnapshotFormat.Scores, ClassifyStage.ScoreCount, _scores);
        writer.AddBytes(SnapshotFormat.Input, _input);
        writer.AddBytes(SnapshotFormat.Frames, _frames);
        writer.AddBytes(SnapshotFormat.Chunks, _chunks);
        using var file = new PendingFile(path);
        writer.Write(file.Stream);
        file.Close();
        file.Publish();
    }

    public void Dispose()
    {
        foreach (var stream in Tensors)
        {
            stream.Dispose();
        }

        _digest.Dispose();
    }

    private FileStream[] Tensors => [_dnabert, _esm, _scores, _input, _frames, _chunks];

    private string HashContent()
    {
        foreach (var stream in Tensors)
        {
            stream.Position = 0;
            _digest.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(_digest.GetHashAndReset());
    }

    private void Add(PredictShard shard, ShardChunk chunk)
    {
        var best = new FrameScore(float.NegativeInfinity, float.NegativeInfinity);
        for (var frame = chunk.FirstFrame; frame < chunk.FirstFrame + chunk.FrameCount; frame++)
        {
            var width = shard.Features.Length / shard.Frames.Count;
            ReadOnlySpan<float> features = shard.Features.AsSpan(frame * width, width);
            ReadOnlySpan<float> scores = shard.Scores.AsSpan(frame * ClassifyStage.ScoreCount, ClassifyStage.ScoreCount);
            var score = new FrameScore(scores[0], scores[1]);
            if (!score.IsFinite || !IsFinite(features))
            {
                throw new RunFailedException(
                    FailureKind.General, $"The {shard.DescribeFrame(frame)} has an embedding or a score that is not finite, with which nothing can be compared. Leave the sequence out of the input.");
            }

            best = best.Max(score);
            (_dnabertWidth, _esmWidth) = (shard.DnabertWidth, width - shard.DnabertWidth);
            _dnabert.Write(MemoryMarshal.AsBytes(features[.._dnabertWidth]));
            _esm.Write(MemoryMarshal.AsBytes(features[_dnabertWidth..]));
            _scores.Write(MemoryMarshal.AsBytes(scores));
            WriteLine(_frames, $"{chunk.Chunk.Id}\t{FrameNames.Of(shard.Frames[frame].Frame)}\t{TokensOf(shard.Nucleotides, frame)}\t{TokensOf(shard.Proteins, frame)}\n");
            Frames++;
        }

        if (Frames * Math.Max(_dnabertWidth, _esmWidth) * sizeof(float) > int.MaxValue || _input.Length > int.MaxValue)
        {
            throw new RunFailedException(
                FailureKind.BadInput, $"The input is too large for a snapshot, whose parts hold 2 GiB each: after {Frames} frames its embeddings do. Take a sample of the sequences.");
        }

        if (chunk.FrameCount > 0)
        {
            WriteLine(_chunks, $"{chunk.Chunk.Id}\t{(best.ChunkIsVirus ? 1 : 0)}\n");
        }
    }

    private static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static int TokensOf(TokenSet tokens, int frame) => tokens.Sequences[tokens.Rows[frame]].Length;

    private static void WriteLine(Stream stream, FormattableString line) =>
        stream.Write(Encoding.UTF8.GetBytes(line.ToString(CultureInfo.InvariantCulture)));
}
