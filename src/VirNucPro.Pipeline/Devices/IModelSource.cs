using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Devices;

/// <summary>The models of a run and the devices that they can be loaded to.</summary>
internal interface IModelSource : IDeviceSource, IDisposable
{
    /// <summary>True where results of these models mean nothing.</summary>
    bool IsDemo { get; }

    /// <summary>What <c>models.json</c> says of the models of a run.</summary>
    /// <param name="classifierPath">The classifier in use.</param>
    /// <param name="chunkLengthBp">Its chunk length in bp.</param>
    /// <exception cref="ModelException">The list is unreadable.</exception>
    ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp);

    /// <summary>SHA-256 of the models that are really on the disk, part by part; reads every byte of them.</summary>
    /// <param name="classifierPath">The classifier in use.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="ModelException">A file is missing, damaged or can't be read.</exception>
    /// <remarks>May run beside the loading of the same models.</remarks>
    IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation);

    /// <summary>SHA-256 of DNABERT-S alone: its weights, then its tokenizer.</summary>
    /// <inheritdoc cref="Identify"/>
    IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation);

    /// <summary>SHA-256 of ESM-2 alone: its weights.</summary>
    /// <inheritdoc cref="Identify"/>
    IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation);

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
