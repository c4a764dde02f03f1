using VirNucPro.Models;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Devices;

/// <summary>The models of a run and the devices that they can be loaded to.</summary>
internal interface IModelSource : IDisposable
{
    Version LibtorchVersion { get; }

    string LibtorchDirectory { get; }

    IReadOnlyList<ComputeDevice> Devices { get; }

    /// <summary>True where results of these models mean nothing.</summary>
    bool IsDemo { get; }

    /// <summary>What <c>models.json</c> says of the models of a run.</summary>
    /// <param name="classifierPath">The classifier in use.</param>
    /// <param name="chunkLengthBp">Its chunk length in bp.</param>
    /// <exception cref="ModelException">The list is unreadable.</exception>
    ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp);

    /// <exception cref="ModelException">The tokenizer's file is missing or unsupported.</exception>
    ITokenizer OpenDnabertTokenizer();

    ITokenizer OpenEsm2Tokenizer();

    /// <exception cref="ModelException">There is no such classifier.</exception>
    string FindClassifier(int chunkLengthBp);

    /// <exception cref="ModelException">The model is incomplete or damaged.</exception>
    /// <exception cref="DeviceMemoryException">It does not fit on the device.</exception>
    IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision);

    /// <inheritdoc cref="LoadDnabertS"/>
    IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision);

    /// <inheritdoc cref="LoadDnabertS"/>
    IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device);
}
