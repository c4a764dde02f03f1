using System.Globalization;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Verification;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Import;

/// <summary>Opens what the user has of each part and plans what becomes of it.</summary>
internal static class PartPlans
{
    /// <summary>Opens the parts that the options name.</summary>
    /// <returns>The caller disposes them.</returns>
    /// <exception cref="ModelException">A source is missing, damaged, or of another model.</exception>
    public static IReadOnlyList<PlannedPart> Open(ModelImportOptions options)
    {
        var parts = new List<PlannedPart>();
        try
        {
            if (options.DnabertPath is { } dnabert)
            {
                parts.Add(Guarded(OpenWeights(dnabert), source => DnabertS(source, options)));
            }

            if (options.Esm2Path is { } esm2)
            {
                parts.Add(Guarded(OpenWeights(esm2), source => Esm2(source, options)));
            }

            if (options.ClassifierPath is { } classifier)
            {
                parts.Add(Guarded(WeightsFile.Open(Path.GetFullPath(classifier)), source => Classifier(source, options)));
            }

            return parts;
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    private static PlannedPart DnabertS(ITensorSource source, ModelImportOptions options)
    {
        var path = Beside(source, ModelFolder.ConfigurationFileName);
        var tokenizer = Beside(source, ModelFolder.TokenizerFileName);
        var configuration = DnabertConfiguration.Read(path);
        _ = DnabertTokenizer.Open(tokenizer);
        const string Folder = ModelFolder.DnabertFolderName;
        return new PlannedPart(Folder, Folder, source, [path, tokenizer, .. WeightFiles.PathsOf(source)],
        [
            Copied(Folder, path),
            Copied(Folder, tokenizer),
            .. WeightFiles.Plan(Folder, source, configuration, DnabertWeightNames.ToNative, options),
        ]);
    }

    private static PlannedPart Esm2(ITensorSource source, ModelImportOptions options)
    {
        const string Folder = ModelFolder.Esm2FolderName;
        var path = Path.Combine(DirectoryOf(source), ModelFolder.ConfigurationFileName);
        var configuration = Esm2Configuration.Of(source, path);
        var isFairEsm = FairEsmSettings.Find(source) is not null;
        if (!isFairEsm)
        {
            _ = Esm2Tokenizer.Open(DirectoryOf(source));
        }

        var weights = WeightFiles.PathsOf(source);
        return new PlannedPart(Folder, Folder, source, isFairEsm ? [.. weights] : [path, .. weights],
        [
            isFairEsm ? new StreamedFile($"{Folder}/{ModelFolder.ConfigurationFileName}", Esm2Configuration.ToJson(configuration)) : Copied(Folder, path),
            .. WeightFiles.Plan(Folder, source, configuration, Esm2WeightNames.ToNative, options),
        ]);
    }

    private static PlannedPart Classifier(ITensorSource source, ModelImportOptions options)
    {
        if (ClassifierFile.TrainedLengthBp(source) is { } lengthBp && lengthBp != options.ExpectedLengthBp)
        {
            throw new ModelException($"{source.Path} was trained for chunks of {lengthBp} bp, but is to be imported for {options.ExpectedLengthBp} bp: import it with --expected-length {lengthBp}.");
        }

        var writer = new SafetensorsWriter();
        writer.AddMetadata(MlpClassifier.ExpectedLengthKey, options.ExpectedLengthBp.ToString(CultureInfo.InvariantCulture));
        var (hiddenWidth, inputWidth) = ClassifierFile.WidthsOf(source);
        foreach (var (name, tensor) in ExpectedTensors.MatchClassifier(source, hiddenWidth, inputWidth))
        {
            writer.Add(name, tensor.ElementType, [.. tensor.Shape], stream => stream.Write(source.Read(tensor)));
        }

        var target = $"{ModelFolder.ClassifierFolderName}/{options.ExpectedLengthBp}{ModelFolder.ClassifierSuffix}";
        return new PlannedPart(
            ModelManifest.ClassifierName(options.ExpectedLengthBp), target, source, [.. WeightFiles.PathsOf(source)],
            [new StreamedFile(target, writer.ByteCount, writer.Write)]);
    }

    private static ITensorSource OpenWeights(string path) =>
        WeightsFile.Open(Path.GetFullPath(Directory.Exists(path) ? ModelWeights.Find(path) : path));

    private static PlannedPart Guarded(ITensorSource source, Func<ITensorSource, PlannedPart> plan)
    {
        try
        {
            return plan(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private static string DirectoryOf(ITensorSource source) => Path.GetDirectoryName(source.Path)!;

    private static string Beside(ITensorSource source, string fileName)
    {
        var path = Path.Combine(DirectoryOf(source), fileName);
        return File.Exists(path) ? path : throw new ModelException($"{path} is missing: DNABERT-S is imported with the {fileName} that was published with its weights, in the same folder.");
    }

    private static StreamedFile Copied(string folder, string path) => new($"{folder}/{Path.GetFileName(path)}", File.ReadAllBytes(path));
}
