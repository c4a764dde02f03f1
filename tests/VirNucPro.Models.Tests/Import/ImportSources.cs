using VirNucPro.Models.Demo;
using VirNucPro.Models.Import;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Import;

/// <summary>The golden models as the original code left them, in a folder of their own.</summary>
internal static class ImportSources
{
    /// <summary>fair-esm's checkpoint of golden model a.</summary>
    public static string Esm2 { get; } = Fixture.Path("esm2/a/esm2_t3_tiny_a.pt");

    /// <summary>The pickled module as upstream's train.py saves it.</summary>
    public static string Classifier { get; } = Fixture.Path("classifier/tiny/model.pth");

    /// <summary>Puts a weights file of DNABERT-S beside its configuration and a tokenizer, as they are published.</summary>
    /// <param name="folder">Gets a folder <c>source-dnabert</c>.</param>
    /// <param name="fixturePath">The weights file.</param>
    /// <returns>The weights file in that folder.</returns>
    public static string Dnabert(TemporaryFolder folder, string fixturePath = "dnabert/a/pytorch_model.bin")
    {
        var source = Fixture.Path(fixturePath);
        var directory = Directory.CreateDirectory(folder.File("source-dnabert")).FullName;
        var weights = Path.Combine(directory, Path.GetFileName(source));
        File.Copy(source, weights);
        File.Copy(Path.Combine(Path.GetDirectoryName(source)!, "config.json"), Path.Combine(directory, "config.json"));
        DemoTokenizer.Write(Path.Combine(directory, "tokenizer.json"), vocabularySize: 64);
        return weights;
    }

    /// <summary>Imports without progress and without a way to stop.</summary>
    public static ModelManifest Run(ModelImportOptions options) => ModelImport.Run(options, progress: null, CancellationToken.None);
}
