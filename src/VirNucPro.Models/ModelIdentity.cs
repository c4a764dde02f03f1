using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Import;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>Tells which models are really on the disk, from the bytes of the very files that would be loaded.</summary>
/// <remarks>
/// ESM-2's alphabet is built in: a <c>vocab.txt</c> is only compared with it, so no result depends on such a file.
/// </remarks>
public static class ModelIdentity
{
    // Several streams are faster than one on the file systems of clusters; the cores are wanted elsewhere meanwhile.
    private const int MostReaders = 4;

    /// <summary>Hashes every file of the models in use; takes as long as reading them.</summary>
    /// <param name="folder">The models folder.</param>
    /// <param name="classifierPath">The classifier in use.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>
    /// DNABERT-S weights, DNABERT-S tokenizer, ESM-2 weights and classifier. Weights include their <c>config.json</c> where it is used.
    /// Of one file it is that file's SHA-256, of several the SHA-256 of the lines that <c>sha256sum</c> prints for them.
    /// </returns>
    /// <exception cref="ModelException">A file is missing, damaged or can't be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static IReadOnlyList<ModelPart> Read(ModelFolder folder, string classifierPath, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Hash(
            [
                .. DnabertParts(folder),
                Esm2Part(folder),
                ("classifier", PathsOf(WeightsFile.Open(classifierPath))),
            ],
            cancellation);
    }

    /// <summary>Hashes every file of DNABERT-S.</summary>
    /// <returns>Weights and tokenizer, as <see cref="Read"/> gives them.</returns>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<ModelPart> ReadDnabertS(ModelFolder folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Hash(DnabertParts(folder), cancellation);
    }

    /// <summary>Hashes every file of ESM-2.</summary>
    /// <returns>The weights, as <see cref="Read"/> gives them.</returns>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyList<ModelPart> ReadEsm2(ModelFolder folder, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Hash([Esm2Part(folder)], cancellation);
    }

    private static (string Name, string[] Paths)[] DnabertParts(ModelFolder folder) =>
    [
        ("DNABERT-S weights", [.. PathsOf(ModelWeights.Open(folder.DnabertDirectory)), folder.DnabertConfigurationPath]),
        ("DNABERT-S tokenizer", [folder.DnabertTokenizerPath]),
    ];

    private static (string Name, string[] Paths) Esm2Part(ModelFolder folder) => ("ESM-2 weights", Esm2Paths(folder));

    private static string[] Esm2Paths(ModelFolder folder)
    {
        using var source = ModelWeights.Open(folder.Esm2Directory);
        var weights = WeightFiles.PathsOf(source);
        return FairEsmSettings.Find(source) is null ? [.. weights, folder.Esm2ConfigurationPath] : [.. weights];
    }

    private static string[] PathsOf(ITensorSource opened)
    {
        using var source = opened;
        return [.. WeightFiles.PathsOf(source)];
    }

    private static ModelPart[] Hash((string Name, string[] Paths)[] parts, CancellationToken cancellation)
    {
        var digests = Hash([.. parts.SelectMany(part => part.Paths).Distinct(StringComparer.Ordinal)], cancellation);
        return [.. parts.Select(part => new ModelPart(part.Name, Combine(part.Paths, digests)))];
    }

    private static Dictionary<string, string> Hash(string[] paths, CancellationToken cancellation)
    {
        var digests = new string[paths.Length];
        var readers = new ParallelOptions
        {
            CancellationToken = cancellation,
            MaxDegreeOfParallelism = Math.Clamp(Environment.ProcessorCount / 2, 1, MostReaders),
        };
        try
        {
            Parallel.For(0, paths.Length, readers, i => digests[i] = Hash(paths[i], cancellation));
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        return paths.Zip(digests).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    private static string Hash(string path, CancellationToken cancellation)
    {
        try
        {
            using var stream = FileDigest.Open(path);
            return FileDigest.Of(stream, _ => cancellation.ThrowIfCancellationRequested());
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    private static string Combine(string[] paths, Dictionary<string, string> digests)
    {
        if (paths is [var single])
        {
            return digests[single];
        }

        var lines = string.Concat(paths.Select(path => $"{digests[path]}  {Path.GetFileName(path)}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }
}
