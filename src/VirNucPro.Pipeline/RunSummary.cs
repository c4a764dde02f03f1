using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline;

/// <summary>What a finished <see cref="PredictRun"/> did.</summary>
public sealed record RunSummary
{
    /// <summary>Folder with the results, as a full path.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>The files written, as full paths, intermediate ones first; none where all were there.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Input sequences read, empty ones included.</summary>
    public required long Sequences { get; init; }

    /// <summary>Input sequences without a single base; they have no chunk and no verdict.</summary>
    public required long EmptySequences { get; init; }

    /// <summary>Chunks cut, those without an open frame included.</summary>
    public required long Chunks { get; init; }

    /// <summary>Chunks without an open frame: as in the reference they get no row in the results.</summary>
    public required long ChunksWithoutFrames { get; init; }

    /// <summary>Chunks called viral.</summary>
    public required long ViralChunks { get; init; }

    /// <summary>Calls of the sequences; those without a scored chunk have none.</summary>
    public required CallCounts Calls { get; init; }

    /// <summary>Open frames scored.</summary>
    public required long Frames { get; init; }

    /// <summary>Wall time of the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>True where the models are demo models: the calls then mean nothing.</summary>
    public required bool IsDemo { get; init; }

    /// <summary>Devices used, for example <c>cpu</c> or <c>cuda:0, cuda:1</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Precision of the encoders: <c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>
    /// Input sequences of which a frame got no finite score; the results hold none of that frame. Usually empty.
    /// </summary>
    public required IReadOnlyList<string> FailedSequences { get; init; }

    /// <summary>Shards of the input.</summary>
    public required int Shards { get; init; }

    /// <summary>Shards whose results came from the checkpoint.</summary>
    public required int ReusedShards { get; init; }

    /// <summary>The part of the run that was computed; null for a whole one. A part writes no files.</summary>
    public RunPart? Part { get; init; }

    /// <summary>True where the folder already held the results of this very run: nothing was computed.</summary>
    public required bool WasFinished { get; init; }
}
