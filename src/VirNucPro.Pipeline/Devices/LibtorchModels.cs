using VirNucPro.Models;
using VirNucPro.Models.Import;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Devices;

/// <summary>A models folder on libtorch.</summary>
internal sealed class LibtorchModels : IModelSource
{
    private readonly ModelFolder _folder;
    private readonly ModelRuntime _runtime;

    private LibtorchModels(ModelFolder folder, ModelRuntime runtime)
    {
        _folder = folder;
        _runtime = runtime;
    }

    public Version LibtorchVersion => _runtime.LibtorchVersion;

    public string LibtorchDirectory => _runtime.LibtorchDirectory;

    public IReadOnlyList<ComputeDevice> Devices => _runtime.Devices;

    public bool IsDemo => _folder.IsDemo;

    /// <summary>Opens the folder, then libtorch; reads no weights.</summary>
    /// <param name="modelsDirectory">The models folder.</param>
    /// <param name="compute">Where libtorch is and how many threads it takes.</param>
    /// <exception cref="ModelException">The folder or libtorch can't be used.</exception>
    public static LibtorchModels Open(string modelsDirectory, ComputeOptions compute)
    {
        var folder = ModelFolder.Open(modelsDirectory);
        return new LibtorchModels(folder, ModelRuntime.Open(compute.LibtorchDirectory, compute.Threads));
    }

    public ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp)
    {
        var manifest = ModelManifest.Read(_folder.Directory);

        // A classifier from elsewhere is not the one of this length that was imported.
        var part = manifest?.Find($"classifier/{chunkLengthBp}");
        var isImported = part?.Files.Any(file =>
            Path.GetFullPath(Path.Combine(_folder.Directory, file.Name)) == Path.GetFullPath(classifierPath)) ?? false;
        return new ModelFingerprints(manifest?.DnabertFingerprint, manifest?.Esm2Fingerprint, isImported ? part!.Fingerprint : null);
    }

    public IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation) =>
        [.. ModelIdentity.Read(_folder, classifierPath, cancellation).Select(part => new RunParameter(part.Name, part.Sha256))];

    public ITokenizer OpenDnabertTokenizer() => _folder.OpenDnabertTokenizer();

    public ITokenizer OpenEsm2Tokenizer() => _folder.OpenEsm2Tokenizer();

    public string FindClassifier(int chunkLengthBp) => _folder.FindClassifier(chunkLengthBp);

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision) =>
        _runtime.LoadDnabertS(_folder, device, precision);

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) =>
        _runtime.LoadEsm2(_folder, device, precision);

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        _runtime.LoadClassifier(path, chunkLengthBp, inputWidth, device);

    public void Dispose() => _runtime.Dispose();
}
