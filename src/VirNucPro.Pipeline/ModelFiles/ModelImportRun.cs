using VirNucPro.Models;
using VirNucPro.Models.Import;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Makes a models folder from files that users have.</summary>
public static class ModelImportRun
{
    /// <summary>Imports to the end; a part appears only when it is complete.</summary>
    /// <param name="options">What to import.</param>
    /// <param name="progress">Told a few times a second; null for none.</param>
    /// <param name="cancellation">Stops the import.</param>
    /// <returns>Every part that the folder now has.</returns>
    /// <exception cref="RunFailedException">A source is missing (<see cref="FailureKind.InputMissing"/>) or damaged (<see cref="FailureKind.BadInput"/>), a part is there already (<see cref="FailureKind.Usage"/>), the disk is full (<see cref="FailureKind.InputOutput"/>); nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">The import was stopped.</exception>
    public static IReadOnlyList<ImportedPart> Execute(
        ImportOptions options, IProgress<TransferProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(
            options.OutputDirectory,
            () =>
            {
                CheckPart(options, options.Esm2Path, "esm2");
                CheckPart(options, options.DnabertPath, "dnabert-s");
                CheckPart(options, options.ClassifierPath, $"classifier/{options.ExpectedLengthBp}_model.safetensors");
                var importOptions = new ModelImportOptions
                {
                    Esm2Path = options.Esm2Path,
                    DnabertPath = options.DnabertPath,
                    ClassifierPath = options.ClassifierPath,
                    ExpectedLengthBp = options.ExpectedLengthBp,
                    OutputDirectory = options.OutputDirectory,
                    HalfPrecision = options.HalfPrecision,
                    Force = options.Force,
                };
                var forwarded = progress is null ? null : new ForwardedProgress<ImportProgress, TransferProgress>(
                    progress, value => new("Importing", value.FileName, value.DoneBytes, value.TotalBytes));
                return Import(importOptions, forwarded, cancellation).Parts
                    .Select(part => new ImportedPart(
                        part.Name, [.. part.Sources.Select(source => source.Name)], part.Sources.Sum(source => source.ByteCount), part.Fingerprint))
                    .ToArray();
            },
            FailureKind.BadInput);
    }

    private static void CheckPart(ImportOptions options, string? source, string target)
    {
        if (source is null)
        {
            return;
        }

        if (!Path.Exists(source))
        {
            throw new RunFailedException(FailureKind.InputMissing, $"There is no {source}. Name the file or folder that holds the weights.");
        }

        var targetPath = Path.Combine(options.OutputDirectory, target);
        if (!options.Force && Path.Exists(targetPath))
        {
            throw new RunFailedException(FailureKind.Usage, $"{targetPath} is there already. Replace it (--force), or name another folder (-o).");
        }
    }

    // A source that is damaged and a disk that can't be written are different failures.
    private static ModelManifest Import(ModelImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return ModelImport.Run(options, progress, cancellation);
        }
        catch (ModelException failure) when (failure.InnerException is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(FailureKind.InputOutput, failure.Message, failure);
        }
    }
}
