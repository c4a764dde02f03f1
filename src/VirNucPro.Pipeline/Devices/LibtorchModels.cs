using VirNucPro.Models;
using VirNucPro.Models.Import;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Devices;

/// <summary>A models folder on libtorch.</summary>
internal sealed class LibtorchModels : IModelSource
{
    private readonly ModelFolder _folder;

    // Loading libtorch takes half a second, in which the files can be identified.
    private readonly Lazy<ModelRuntime> _runtime;

    private LibtorchModels(ModelFolder folder, ComputeOptions compute)
    {
        _folder = folder;
        _runtime = new Lazy<ModelRuntime>(() => ModelRuntime.Open(compute.LibtorchDirectory, compute.Threads));
    }

    public Version LibtorchVersion => _runtime.Value.LibtorchVersion;

    public string LibtorchDirectory => _runtime.Value.LibtorchDirectory;

    public IReadOnlyList<ComputeDevice> Devices => _runtime.Value.Devices;

    public bool IsDemo => _folder.IsDemo;

    /// <summary>Opens the folder; libtorch follows once it is asked for, and no weights are read.</summary>
    /// <param name="modelsDirectory">The models folder.</param>
    /// <param name="compute">Where libtorch is and how many threads it takes.</param>
    /// <exception cref="ModelException">The folder can't be used.</exception>
    public static LibtorchModels Open(string modelsDirectory, ComputeOptions compute) =>
        new(ModelFolder.Open(modelsDirectory), compute);

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
        Name(ModelIdentity.Read(_folder, classifierPath, cancellation));

    public IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation) =>
        Name(ModelIdentity.ReadDnabertS(_folder, cancellation));

    public IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation) =>
        Name(ModelIdentity.ReadEsm2(_folder, cancellation));

    public ITokenizer OpenDnabertTokenizer() => _folder.OpenDnabertTokenizer();

    public ITokenizer OpenEsm2Tokenizer() => _folder.OpenEsm2Tokenizer();

    public string FindClassifier(int chunkLengthBp) => _folder.FindClassifier(chunkLengthBp);

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision) =>
        _runtime.Value.LoadDnabertS(_folder, device, precision);

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) =>
        _runtime.Value.LoadEsm2(_folder, device, precision);

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        _runtime.Value.LoadClassifier(path, chunkLengthBp, inputWidth, device);

    private static RunParameter[] Name(IReadOnlyList<ModelPart> parts) =>
        [.. parts.Select(part => new RunParameter(part.Name, part.Sha256))];

    public void Dispose()
    {
        if (_runtime.IsValueCreated)
        {
            _runtime.Value.Dispose();
        }
    }
}
