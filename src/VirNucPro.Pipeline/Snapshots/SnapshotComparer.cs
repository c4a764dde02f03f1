using System.Globalization;
using System.Security.Cryptography;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Compares the shards of a run with a snapshot as they come.</summary>
internal sealed class SnapshotComparer(SnapshotReader snapshot) : IDisposable
{
    private readonly EncoderComparison _dnabert = new(EncoderNames.DnabertS);
    private readonly EncoderComparison _esm = new(EncoderNames.Esm2);
    private readonly DifferenceHistogram _scores = new();
    private readonly WorstFrame _worstScore = new();
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private double _scoreDifferences;
    private int _frames;
    private long _equalLabels;
    private long _chunks;
    private long _equalVerdicts;

    /// <summary>Compares a shard.</summary>
    /// <param name="shard">The shard after the last one.</param>
    /// <exception cref="RunFailedException">Its frames are not the snapshot's.</exception>
    public void Add(PredictShard shard)
    {
        _digest.AppendData(shard.InputHash);
        var (first, count) = (_frames, shard.Frames.Count);
        CheckFrames(shard);
        var (dnabertWidth, esmWidth) = (snapshot.DnabertWidth, snapshot.EsmWidth);
        var width = dnabertWidth + esmWidth;
        if (count > 0 && (shard.DnabertWidth != dnabertWidth || shard.Features.Length != count * width))
        {
            throw Different($"embeddings have other widths than its {dnabertWidth} and {esmWidth}");
        }

        var dnabert = snapshot.ReadDnabert(first, count);
        for (var i = 0; i < count; i++)
        {
            var frame = snapshot.Frames[first + i];
            _dnabert.Add(frame, frame.DnaTokens, shard.Features.AsSpan(i * width, dnabertWidth), dnabert.Slice(i * dnabertWidth, dnabertWidth));
        }

        var esm = snapshot.ReadEsm(first, count);
        for (var i = 0; i < count; i++)
        {
            var frame = snapshot.Frames[first + i];
            _esm.Add(frame, frame.ProteinTokens, shard.Features.AsSpan((i * width) + dnabertWidth, esmWidth), esm.Slice(i * esmWidth, esmWidth));
        }

        CompareScores(shard, snapshot.ReadScores(first, count));
        _frames += count;
    }

    /// <summary>The figures, once all shards are there.</summary>
    /// <param name="run">What the run was made with.</param>
    /// <param name="thresholds">What it had to keep to.</param>
    /// <exception cref="RunFailedException">Frames of the snapshot are missing, or its input was read otherwise.</exception>
    public SnapshotComparison Complete(IReadOnlyDictionary<string, string> run, SnapshotThresholds thresholds)
    {
        if (_frames != snapshot.Frames.Length)
        {
            throw Different($"there are {_frames} frames instead of {snapshot.Frames.Length}");
        }

        var (recorded, found) = (snapshot.Facts.GetValueOrDefault(SnapshotFormat.InputKey, "none"), Convert.ToHexStringLower(_digest.GetHashAndReset()));
        if (found != recorded)
        {
            throw Different($"{SnapshotFormat.InputKey} is {RunParameters.Shorten(found)}, not {RunParameters.Shorten(recorded)}");
        }

        List<string> failures = [.. _dnabert.Failures(thresholds), .. _esm.Failures(thresholds)];
        if (_worstScore.Exceeds(thresholds.MaxScoreDifference))
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture, $"a score differs by {_worstScore.Value:0.0e+0} at {_worstScore.Frame}, more than {thresholds.MaxScoreDifference:0.0e+0}"));
        }

        return new SnapshotComparison
        {
            Snapshot = snapshot.Facts,
            Run = run,
            Thresholds = thresholds,
            Buckets = [.. _dnabert.Buckets, .. _esm.Buckets],
            Frames = _frames,
            EqualFrameLabels = _equalLabels,
            Chunks = _chunks,
            EqualChunkVerdicts = _equalVerdicts,
            MaxScoreDifference = _worstScore.Value,
            MeanScoreDifference = _frames == 0 ? 0 : _scoreDifferences / (_frames * ClassifyStage.ScoreCount),
            Failures = failures,
        };
    }

    /// <summary>The distribution of the differences, to be drawn.</summary>
    /// <param name="comparison">What <see cref="Complete"/> gave.</param>
    public SnapshotPicture PictureOf(SnapshotComparison comparison) => new(comparison, _dnabert, _esm, _scores);

    public void Dispose() => _digest.Dispose();

    private void CheckFrames(PredictShard shard)
    {
        var number = _frames;
        foreach (var chunk in shard.Chunks)
        {
            for (var frame = chunk.FirstFrame; frame < chunk.FirstFrame + chunk.FrameCount; frame++, number++)
            {
                var found = new SnapshotFrame(
                    chunk.Chunk.Id,
                    FrameNames.Of(shard.Frames[frame].Frame),
                    shard.Nucleotides.Sequences[shard.Nucleotides.Rows[frame]].Length,
                    shard.Proteins.Sequences[shard.Proteins.Rows[frame]].Length);
                if (number >= snapshot.Frames.Length || snapshot.Frames[number] != found)
                {
                    throw Different($"frame {number + 1} is {found.Chunk}{found.Frame} with {found.DnaTokens} and {found.ProteinTokens} tokens");
                }
            }
        }
    }

    private void CompareScores(PredictShard shard, ReadOnlySpan<float> reference)
    {
        foreach (var chunk in shard.Chunks.Where(chunk => chunk.FrameCount > 0))
        {
            var best = new FrameScore(float.NegativeInfinity, float.NegativeInfinity);
            for (var frame = chunk.FirstFrame; frame < chunk.FirstFrame + chunk.FrameCount; frame++)
            {
                var place = frame * ClassifyStage.ScoreCount;
                var now = new FrameScore(shard.Scores[place], shard.Scores[place + 1]);
                var then = new FrameScore(reference[place], reference[place + 1]);
                double others = Math.Abs(now.Others - then.Others), virus = Math.Abs(now.Virus - then.Virus);
                var larger = Math.Max(others, virus);
                _scores.Add(larger);
                _worstScore.Add(larger, snapshot.Frames[_frames + frame]);
                _scoreDifferences += others + virus;
                _equalLabels += now.FrameIsVirus == then.FrameIsVirus ? 1 : 0;
                best = best.Max(now);
            }

            _chunks++;
            _equalVerdicts += best.ChunkIsVirus == snapshot.ChunkVerdicts.GetValueOrDefault(chunk.Chunk.Id) ? 1 : 0;
        }
    }

    private RunFailedException Different(string what) => new(
        FailureKind.General, $"This run does not make the frames of the snapshot {snapshot}: {what}. The program or the tokenizer cuts otherwise than when it was created.");
}
