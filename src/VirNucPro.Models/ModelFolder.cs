using VirNucPro.Interop;
using VirNucPro.Models.Demo;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>A folder with <c>dnabert-s/</c>, <c>esm2/</c> and <c>classifier/</c>, or with those of them that a run needs.</summary>
/// <remarks>Opening it reads no weights.</remarks>
public sealed class ModelFolder
{
    internal const string DnabertFolderName = "dnabert-s";
    internal const string Esm2FolderName = "esm2";
    internal const string ClassifierFolderName = "classifier";
    internal const string ConfigurationFileName = "config.json";
    internal const string TokenizerFileName = "tokenizer.json";
    internal const string ClassifierSuffix = "_model.safetensors";

    /// <summary>What follows the chunk length in a classifier's name, the preferred one first; the second is upstream's.</summary>
    private static readonly string[] ClassifierSuffixes = [ClassifierSuffix, "_model.pth"];

    private ModelFolder(string directory)
    {
        Directory = directory;
        IsDemo = CarriesNotice(DnabertDirectory) || CarriesNotice(Esm2Directory);
    }

    /// <summary>The folder, as it was given.</summary>
    public string Directory { get; }

    /// <summary>Whether a model in it says that its weights are random and its results mean nothing.</summary>
    public bool IsDemo { get; }

    internal string DnabertDirectory => Path.Combine(Directory, DnabertFolderName);

    internal string Esm2Directory => Path.Combine(Directory, Esm2FolderName);

    /// <exception cref="ModelException">It is missing.</exception>
    internal string DnabertConfigurationPath => Existing(DnabertDirectory, ConfigurationFileName);

    /// <exception cref="ModelException">It is missing.</exception>
    internal string DnabertTokenizerPath => Existing(DnabertDirectory, TokenizerFileName);

    /// <summary>Need not exist where the weights are fair-esm's checkpoint.</summary>
    internal string Esm2ConfigurationPath => Path.Combine(Esm2Directory, ConfigurationFileName);

    internal string ClassifierDirectory => Path.Combine(Directory, ClassifierFolderName);

    /// <summary>Opens a models folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="ModelException">There is no such folder, or none of its parts is in it, or a configuration is unreadable.</exception>
    public static ModelFolder Open(string directory)
    {
        if (!System.IO.Directory.Exists(directory))
        {
            throw new ModelException($"There is no models folder {directory}. Give the folder that holds {DnabertFolderName}/, {Esm2FolderName}/ and {ClassifierFolderName}/.");
        }

        string[] parts = [DnabertFolderName, Esm2FolderName, ClassifierFolderName];
        if (!Array.Exists(parts, part => System.IO.Directory.Exists(Path.Combine(directory, part))))
        {
            throw new ModelException($"{directory} is no models folder: it holds none of {DnabertFolderName}/, {Esm2FolderName}/ and {ClassifierFolderName}/.");
        }

        return new ModelFolder(directory);
    }

    /// <summary>Reads DNABERT-S's tokenizer.</summary>
    /// <exception cref="ModelException">The file is missing or unsupported.</exception>
    public ITokenizer OpenDnabertTokenizer() => DnabertTokenizer.Open(DnabertTokenizerPath);

    /// <summary>ESM-2's tokenizer; its alphabet is fixed.</summary>
    /// <exception cref="ModelException">The folder has a <c>vocab.txt</c> with another alphabet.</exception>
    public ITokenizer OpenEsm2Tokenizer() => Esm2Tokenizer.Open(Esm2Directory);

    /// <summary>The classifier for a chunk length.</summary>
    /// <param name="chunkLengthBp">Chunk length in bp.</param>
    /// <returns>Path of <c>classifier/&lt;length&gt;_model.safetensors</c>, or else of upstream's <c>&lt;length&gt;_model.pth</c>.</returns>
    /// <exception cref="ModelException">There is no such file; names those that are there.</exception>
    public string FindClassifier(int chunkLengthBp)
    {
        foreach (var suffix in ClassifierSuffixes)
        {
            var candidate = Path.Combine(ClassifierDirectory, $"{chunkLengthBp}{suffix}");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        string?[] present = [.. FindClassifiers(ClassifierDirectory).Select(Path.GetFileName)];
        throw new ModelException($"There is no classifier {Path.Combine(ClassifierDirectory, $"{chunkLengthBp}{ClassifierSuffix}")} for chunks of {chunkLengthBp} bp; {(present.Length == 0 ? "none is there" : $"there are {string.Join(", ", present)}")}. Choose a chunk length that has one, or name a classifier file.");
    }

    /// <summary>The classifiers in a folder, of any chunk length.</summary>
    /// <returns>Their paths in order; none where there is no such folder.</returns>
    internal static IReadOnlyList<string> FindClassifiers(string directory) => System.IO.Directory.Exists(directory)
        ? [.. ClassifierSuffixes.SelectMany(suffix => System.IO.Directory.GetFiles(directory, $"*{suffix}")).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What the name of one of <see cref="FindClassifiers"/> says of the chunk length.</summary>
    internal static string NamedLengthOf(string classifierPath)
    {
        var name = Path.GetFileName(classifierPath);
        return name[..^Array.Find(ClassifierSuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal))!.Length];
    }

    internal EncoderConfiguration ReadDnabertConfiguration() => DnabertConfiguration.Read(DnabertConfigurationPath);

    internal EncoderConfiguration ReadEsm2Configuration()
    {
        using var source = ModelWeights.Open(Esm2Directory);
        return Esm2Configuration.Of(source, Esm2ConfigurationPath);
    }

    private static string Existing(string directory, string fileName)
    {
        var path = Path.Combine(directory, fileName);
        return File.Exists(path) ? path : throw new ModelException($"{path} is missing. Put the model's files there.");
    }

    private static bool CarriesNotice(string directory)
    {
        var path = Path.Combine(directory, ConfigurationFileName);
        if (!File.Exists(path))
        {
            return false;
        }

        using var file = JsonFile.Open(path);
        return file.Root.TryGetProperty(DemoModels.NoticeKey, out _);
    }
}
