using System.Globalization;
using VirNucPro.Interop;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Import;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Verification;

/// <summary>Checks a models folder: that each part is there, that every tensor has the shape that its configuration asks for, and that no file has changed since it was imported.</summary>
/// <remarks>Shapes are compared from the headers, so neither libtorch nor memory for the weights is needed; the hashes read every byte.</remarks>
public sealed class FolderVerification
{
    private const int ClassifierHiddenWidth = 512;
    private const string PublishedChunkLengthBp = "500";

    private readonly List<ModelCheck> _checks = [];
    private readonly ModelFolder _folder;
    private EncoderConfiguration? _dnabert;
    private EncoderConfiguration? _esm2;
    private int? _publishedHiddenWidth;

    private FolderVerification(ModelFolder folder) => _folder = folder;

    /// <summary>Makes all checks; one that fails does not end the others.</summary>
    /// <param name="directory">The models folder.</param>
    /// <param name="hashedShare">Told now and then which share of the files' bytes is hashed, 0 to 1; null for none.</param>
    /// <param name="cancellation">Stops the hashing.</param>
    /// <exception cref="ModelException">There is no such folder, or none of the parts is in it.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static FolderReport Run(string directory, IProgress<double>? hashedShare, CancellationToken cancellation)
    {
        var verification = new FolderVerification(ModelFolder.Open(directory));
        verification.CheckDnabertS();
        verification.CheckEsm2();
        verification.CheckClassifiers();
        verification.CheckHashes(hashedShare, cancellation);
        return new FolderReport(verification._checks, verification.WhyNotReal());
    }

    private void CheckDnabertS()
    {
        const string Part = ModelFolder.DnabertFolderName;
        _dnabert = CheckConfiguration(Part, _folder.ReadDnabertConfiguration);
        Check(Part, "tokenizer", () =>
        {
            _folder.OpenDnabertTokenizer();
            return ModelFolder.TokenizerFileName;
        });
        CheckShapes(Part, _dnabert, _folder.DnabertDirectory, DnabertWeightNames.ToNative);
    }

    private void CheckEsm2()
    {
        const string Part = ModelFolder.Esm2FolderName;
        _esm2 = CheckConfiguration(Part, _folder.ReadEsm2Configuration);
        CheckShapes(Part, _esm2, _folder.Esm2Directory, Esm2WeightNames.ToNative);
    }

    private void CheckClassifiers()
    {
        const string Part = ModelFolder.ClassifierFolderName;
        var paths = ModelFolder.FindClassifiers(_folder.ClassifierDirectory);
        if (paths.Count == 0)
        {
            Add(Part, "structure", CheckOutcome.Failed, $"{_folder.ClassifierDirectory} holds no file *{ModelFolder.ClassifierSuffix}: import a classifier.");
        }

        foreach (var path in paths)
        {
            Check(Part, Path.GetFileName(path), () => DescribeClassifier(path));
        }
    }

    private void CheckHashes(IProgress<double>? hashedShare, CancellationToken cancellation)
    {
        const string Subject = "SHA-256 of the files";
        ModelManifest? manifest;
        try
        {
            manifest = ModelManifest.Read(_folder.Directory);
        }
        catch (ModelException failure)
        {
            Add(ModelManifest.FileName, Subject, CheckOutcome.Failed, failure.Message);
            return;
        }

        if (manifest is null)
        {
            Add(ModelManifest.FileName, Subject, CheckOutcome.NotRun, $"there is no {ModelManifest.FileName}: the folder was not made by 'virnucpro models import'");
            return;
        }

        var hashing = new FileHashing(_folder.Directory, manifest.Parts.SelectMany(part => part.Files).Sum(file => file.ByteCount), hashedShare, cancellation);
        foreach (var part in manifest.Parts)
        {
            Check(part.Name, Subject, () =>
            {
                foreach (var file in part.Files)
                {
                    hashing.Check(file);
                }

                return $"{part.Files.Count} files as imported, fingerprint {part.Fingerprint}";
            });
        }
    }

    private EncoderConfiguration? CheckConfiguration(string part, Func<EncoderConfiguration> read)
    {
        EncoderConfiguration? configuration = null;
        Check(part, "configuration", () =>
        {
            configuration = read();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{configuration.LayerCount} layers, width {configuration.HiddenSize}, {configuration.HeadCount} heads");
        });
        return configuration;
    }

    private void CheckShapes(string part, EncoderConfiguration? configuration, string directory, Func<string, string?> nativeName)
    {
        const string Subject = "tensors and shapes";
        if (configuration is null)
        {
            Add(part, Subject, CheckOutcome.NotRun, "the configuration can't be read");
            return;
        }

        Check(part, Subject, () =>
        {
            using var source = ModelWeights.Open(directory);
            return Describe(ExpectedTensors.MatchEncoder(source, configuration, nativeName));
        });
    }

    private string DescribeClassifier(string path)
    {
        using var source = WeightsFile.Open(path);
        if (_dnabert is null || _esm2 is null)
        {
            throw new ModelException($"{path} can't be compared with the encoders, as the configuration of one can't be read.");
        }

        var named = ModelFolder.NamedLengthOf(path);
        if (source.Metadata.TryGetValue(MlpClassifier.ExpectedLengthKey, out var trained) && trained != named)
        {
            throw new ModelException($"{path} is named for chunks of {named} bp, but was trained for {trained} bp: rename it, or import it again.");
        }

        var inputWidth = _dnabert.HiddenSize + _esm2.HiddenSize;
        var hiddenWidth = ClassifierFile.HiddenWidth(source, inputWidth);
        if (named == PublishedChunkLengthBp)
        {
            _publishedHiddenWidth = hiddenWidth;
        }

        return $"{Describe(ExpectedTensors.MatchClassifier(source, hiddenWidth, inputWidth))}; {(trained is null ? "states no chunk length" : $"for chunks of {trained} bp")}";
    }

    private static string Describe(IReadOnlyList<(string Name, TensorEntry Entry)> tensors) =>
        string.Create(CultureInfo.InvariantCulture, $"{tensors.Count} tensors, all of the right shape");

    /// <summary>Sizes tell random or tiny weights from the published ones; only the reference figures tell whether the numbers are right.</summary>
    private string? WhyNotReal() => (_folder.IsDemo, _esm2, _dnabert, _publishedHiddenWidth) switch
    {
        (true, _, _, _) => "these are demo models with random numbers",
        (_, null, _, _) or (_, _, null, _) => "an encoder's configuration can't be read",
        (_, not { LayerCount: 36, HiddenSize: 2560, HeadCount: 40 }, _, _) =>
            $"ESM-2 has {_esm2.LayerCount} layers of width {_esm2.HiddenSize}, VirNucPro's has 36 of 2560",
        (_, _, not { LayerCount: 12, HiddenSize: 768, HeadCount: 12 }, _) =>
            $"DNABERT-S has {_dnabert.LayerCount} layers of width {_dnabert.HiddenSize}, VirNucPro's has 12 of 768",
        (_, _, _, null) => "there is no usable classifier for chunks of 500 bp",
        (_, _, _, not ClassifierHiddenWidth) =>
            $"the classifier's hidden layer has width {_publishedHiddenWidth}, VirNucPro's has {ClassifierHiddenWidth}",
        _ => null,
    };

    private void Check(string part, string subject, Func<string> make)
    {
        try
        {
            Add(part, subject, CheckOutcome.Passed, make());
        }
        catch (ModelException failure)
        {
            Add(part, subject, CheckOutcome.Failed, failure.Message);
        }
    }

    private void Add(string part, string subject, CheckOutcome outcome, string detail) =>
        _checks.Add(new ModelCheck(part, subject, outcome, detail));
}
