using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Merging;

/// <summary>The models of a run whose results are all there: known by what the parts say of them, and never loaded.</summary>
/// <param name="parts">The parts.</param>
internal sealed class MergedModels(FinishedParts parts) : IModelSource
{
    public Version LibtorchVersion { get; } = RunSession.LibtorchVersionOf(parts.FirstSession?.Arguments ?? "");

    public string LibtorchDirectory => "the parts";

    public IReadOnlyList<ComputeDevice> Devices { get; } = [new("cpu", $"merges {parts.Count} parts", IsCuda: false, 0, 0)];

    public bool IsDemo { get; } = RunParameters.AreOfDemo(parts.Parameters);

    public ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp) => new(null, null, null);

    public IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation) => RunParameters.ModelsOf(parts.Parameters);

    public IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation) => throw NothingToCompute();

    public IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation) => throw NothingToCompute();

    public ITokenizer OpenDnabertTokenizer() => new NoTokenizer();

    public ITokenizer OpenEsm2Tokenizer() => new NoTokenizer();

    public string FindClassifier(int chunkLengthBp) => "";

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision) => throw NothingToCompute();

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) => throw NothingToCompute();

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) => throw NothingToCompute();

    public void Dispose()
    {
    }

    // What is saved is reused.
    private static RunFailedException NothingToCompute() => new(
        FailureKind.CheckpointRefused, "The input has a shard that is not saved. Give the input that the parts were computed from (--input), or replace an incomplete run in the output folder (--force).");

    private sealed class NoTokenizer : ITokenizer
    {
        public int[] Encode(ReadOnlySpan<byte> sequence) => throw NothingToCompute();
    }
}
