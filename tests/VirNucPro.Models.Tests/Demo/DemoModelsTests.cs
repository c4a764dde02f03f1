using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Demo;

public sealed class DemoModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WritingTwiceGivesTheSameBytes()
    {
        var (first, second) = (_folder.File("first"), _folder.File("second"));
        DemoModels.Write(first);
        DemoModels.Write(second);

        var files = RelativeFiles(first);
        Assert.Equal(
            ["classifier/300_model.safetensors", "classifier/500_model.safetensors", "dnabert-s/config.json", "dnabert-s/model.safetensors", "dnabert-s/tokenizer.json", "esm2/config.json", "esm2/model.safetensors"],
            files);
        Assert.Equal(files, RelativeFiles(second));
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(second, file))));
    }

    [Fact]
    public void FolderSaysThatItIsADemo()
    {
        DemoModels.Write(_folder.Path);
        var folder = ModelFolder.Open(_folder.Path);
        Assert.True(folder.IsDemo);
        Assert.Contains(DemoModels.Notice, File.ReadAllText(Path.Combine(folder.Esm2Directory, "config.json")), StringComparison.Ordinal);
        Assert.Contains("no biological meaning", DemoModels.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void RandomNumbersAreThoseOfTheirSource()
    {
        // splitmix64.c with the state 1234567: 6457827717110365317, 3203168211198807973.
        var random = new SplitMix64(1234567);
        Assert.Equal([(6457827717110365317UL >> 11) / 9007199254740992.0, (3203168211198807973UL >> 11) / 9007199254740992.0], [random.NextUniform(), random.NextUniform()]);
    }

    [Fact]
    public void TrainingJoinsTheMostFrequentPairFirst()
    {
        // ABABABCAB: "A B" four times, then "AB AB" twice (the third AB stands before C).
        var trainer = new BpeTrainer(["A", "B", "C"], [0, 1, 0, 1, 0, 1, 2, 0, 1]);
        trainer.Train(vocabularySize: 5);
        Assert.Equal(["A B", "AB AB"], trainer.Merges);
        Assert.Equal(["A", "B", "C", "AB", "ABAB"], trainer.Tokens);
    }

    private static string[] RelativeFiles(string directory) =>
        [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal)];
}
