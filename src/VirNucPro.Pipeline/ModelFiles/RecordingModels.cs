using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Models that keep what their classifier is given: both embeddings of each frame.</summary>
/// <remarks>Frames of one shard keep their order; those of several come as the devices finish.</remarks>
internal sealed class RecordingModels(IModelSource models) : IModelSource
{
    private readonly List<float[]> _features = [];

    /// <summary>A frame's features: DNABERT-S first, then ESM-2.</summary>
    public IReadOnlyList<float[]> Features => _features;

    /// <summary>How many of the features are DNABERT-S's; known once it is loaded.</summary>
    public int DnabertWidth { get; private set; }

    public Version LibtorchVersion => models.LibtorchVersion;

    public string LibtorchDirectory => models.LibtorchDirectory;

    public IReadOnlyList<ComputeDevice> Devices => models.Devices;

    public bool IsDemo => models.IsDemo;

    public ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp) => models.ReadFingerprints(classifierPath, chunkLengthBp);

    public IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation) =>
        models.Identify(classifierPath, cancellation);

    public IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation) => models.IdentifyDnabertS(cancellation);

    public IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation) => models.IdentifyEsm2(cancellation);

    public ITokenizer OpenDnabertTokenizer() => models.OpenDnabertTokenizer();

    public ITokenizer OpenEsm2Tokenizer() => models.OpenEsm2Tokenizer();

    public string FindClassifier(int chunkLengthBp) => models.FindClassifier(chunkLengthBp);

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision)
    {
        var embedder = models.LoadDnabertS(device, precision);
        DnabertWidth = embedder.Width;
        return embedder;
    }

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) => models.LoadEsm2(device, precision);

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        new RecordingClassifier(models.LoadClassifier(path, chunkLengthBp, inputWidth, device), _features);

    public void Dispose() => models.Dispose();

    private sealed class RecordingClassifier(IFrameClassifier classifier, List<float[]> recorded) : IFrameClassifier
    {
        public int InputWidth => classifier.InputWidth;

        public void Score(ReadOnlySpan<float> features, Span<float> scores)
        {
            lock (recorded)
            {
                for (var start = 0; start < features.Length; start += InputWidth)
                {
                    recorded.Add(features.Slice(start, InputWidth).ToArray());
                }
            }

            classifier.Score(features, scores);
        }

        public void Dispose() => classifier.Dispose();
    }
}
