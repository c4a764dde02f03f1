using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingFolderIsNamed() => AssertRefused(() => ModelFolder.Open(_folder.File("nowhere")), "nowhere", "dnabert-s/");

    [Fact]
    public void FolderWithoutAnyPartIsRefused() => AssertRefused(() => ModelFolder.Open(_folder.Path), _folder.Path, "none of");

    [Fact]
    public void FolderOfOneEncoderIsEnoughForIt()
    {
        Directory.CreateSymbolicLink(_folder.File("esm2"), Fixture.Path("esm2/a"));
        var folder = ModelFolder.Open(_folder.Path);
        Assert.False(folder.IsDemo);
        Assert.Equal([0, 20, 2], folder.OpenEsm2Tokenizer().Encode("M"u8));
        AssertRefused(() => folder.OpenDnabertTokenizer(), "tokenizer.json is missing");
        AssertRefused(() => folder.ReadDnabertConfiguration(), "config.json is missing");
        AssertRefused(() => folder.FindClassifier(500), "500_model.safetensors", "none is there");
    }

    [Fact]
    public void ClassifiersThatAreThereAreNamedWhereOneIsNot()
    {
        DemoModels.Write(_folder.Path);
        var folder = ModelFolder.Open(_folder.Path);
        Assert.Equal(Path.Combine(_folder.Path, "classifier", "300_model.safetensors"), folder.FindClassifier(300));
        AssertRefused(() => folder.FindClassifier(400), "chunks of 400 bp", "300_model.safetensors, 500_model.safetensors");
    }

    private static void AssertRefused(Func<object> action, params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(action);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }
}
