using Microsoft.Extensions.Logging.Abstractions;

namespace VirNucPro.Pipeline.Tests;

public sealed class InputCheckRunTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void InputIsCounted()
    {
        // Of the chunks of 9 bases (9; 5; 9 and 9; 9), only that of stop codons in all six frames has none that is open.
        var report = Check(">a x\nACGTACGTN\n>b\nacgtR\n>empty\n>a y\nACGTACGTACGTACGTAC\n>c\nACGTACG*E\n", lengthBp: 9, shardChunks: 2);

        Assert.Equal((5, 1, 1), (report.Sequences, report.EmptySequences, report.RepeatedIds));
        Assert.Equal((41, 5, 9, 18), (report.Bases, report.ShortestBp, report.MedianBp, report.LongestBp));
        Assert.Equal(9, report.N50Bp);
        Assert.Equal(1, report.ShortSequences);
        Assert.Equal((2, 2), (report.AmbiguousLetters, report.ForeignLetters));
        Assert.Equal(19.0 / 37, report.GcShare, 1e-9);
        Assert.Equal((5, 3), (report.Chunks, report.Shards));
        Assert.Null(report.EstimatedTime);
    }

    [Fact]
    public void FramesAreThoseOfARun()
    {
        // Every frame of these reads a stop codon: TAA, and TTA on the other strand.
        var report = Check(">stops\nTAATAATAATTAATTAATTA\n>open\nCCCCCCCCCCCCCCCCCCCC\n", lengthBp: 20, shardChunks: 1024);

        Assert.Equal((2, 1, 6), (report.Chunks, report.ChunksWithoutFrames, report.Frames));
    }

    [Fact]
    public void WhatARunRefusesIsRefused()
    {
        File.WriteAllText(_path, "no FASTA\n");

        Assert.Equal(FailureKind.BadInput, Assert.Throws<RunFailedException>(() => Check(9, 1)).Kind);
        Assert.Equal(FailureKind.Usage, Assert.Throws<RunFailedException>(() => Check(0, 1)).Kind);
    }

    private InputCheckReport Check(string fasta, int lengthBp, int shardChunks)
    {
        File.WriteAllText(_path, fasta);
        return Check(lengthBp, shardChunks);
    }

    private InputCheckReport Check(int lengthBp, int shardChunks) => InputCheckRun.Execute(
        new InputCheckOptions { InputPath = _path, ExpectedLengthBp = lengthBp, ShardChunks = shardChunks },
        NullLoggerFactory.Instance,
        TimeProvider.System,
        CancellationToken.None);
}
