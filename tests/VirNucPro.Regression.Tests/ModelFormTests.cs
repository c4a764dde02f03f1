using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Import;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;
using Xunit.Abstractions;

namespace VirNucPro.Regression.Tests;

/// <summary>Every form in which users have the encoders gives the truth, and importing it changes no bit.</summary>
[Collection(SharedRuntime.Name)]
public sealed class ModelFormTests(RuntimeFixture fixture, ITestOutputHelper output) : IDisposable
{
    /// <summary>The bar of the numeric contract.</summary>
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder _folder = new();

    /// <summary>A model, and the files that make it up.</summary>
    public static TheoryData<string, string[]> Forms => new()
    {
        { "esm2/a", ["esm2_t3_tiny_a.pt"] },
        { "esm2/a", ["config.json", "model.safetensors"] },
        { "esm2/a16", ["esm2_t3_tiny_a16_legacy.pt"] },
        { "esm2/a16", ["config.json", "model.safetensors.index.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] },
        { "esm2/b", ["esm2_t6_tiny_b.pt"] },
        { "dnabert/a", ["config.json", "pytorch_model.bin"] },
        { "dnabert/a", ["config.json", "model.safetensors"] },
        { "dnabert/b", ["config.json", "pytorch_model.bin"] },
        { "dnabert/b", ["config.json", "model.safetensors"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFormGivesTheTruth(string model, string[] files)
    {
        using var golden = OpenForm(model, files);
        AssertExact(golden, $"{model} from {files[^1]}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ImportingChangesNoBit(string model, string[] files)
    {
        using var golden = OpenForm(model, files);
        using var imported = Import(golden, halfPrecision: false);
        Assert.Equal(golden.EmbedAll(), imported.EmbedAll());
    }

    [Fact]
    public void PrefixOfTheLanguageModelMakesNoDifference()
    {
        var directory = Directory.CreateDirectory(_folder.File("bare")).FullName;
        File.Copy(Fixture.Path("esm2/a/config.json"), Path.Combine(directory, "config.json"));
        using (var source = SafetensorsFile.Open(Fixture.Path("esm2/a/model.safetensors")))
        {
            var writer = new SafetensorsWriter();
            foreach (var tensor in source.Tensors.Values.Where(tensor => tensor.Name.StartsWith("esm.", StringComparison.Ordinal)))
            {
                writer.Add(tensor.Name["esm.".Length..], tensor.ElementType, [.. tensor.Shape], stream => stream.Write(source.Read(tensor)));
            }

            writer.Write(Path.Combine(directory, "model.safetensors"));
        }

        using var golden = GoldenEncoder.OpenIn(directory, fixture, "esm2/a");
        AssertExact(golden, "esm2/a without prefix");
    }

    /// <summary>The model of FP32 weights, its matrices rounded.</summary>
    [Theory]
    [InlineData("esm2/a", new[] { "esm2_t3_tiny_a.pt" })]
    [InlineData("dnabert/a", new[] { "config.json", "pytorch_model.bin" })]
    public void HalfPrecisionOnDiskPointsInTheDirectionOfTheTruth(string model, string[] files)
    {
        using var golden = OpenForm(model, files);
        using var imported = Import(golden, halfPrecision: true);
        var comparer = Compare(imported);
        output.WriteLine($"{model} imported as FP16: {comparer}");
        Assert.InRange(comparer.MinimumCosine, 0.9999, 1 + 1e-12);
        Assert.InRange(new FileInfo(Path.Combine(ImportedDirectory(model), "model.safetensors")).Length, 1, (long)(0.56 * new FileInfo(Fixture.Path($"{model}/model.safetensors")).Length));
    }

    [Fact]
    public void ContactRegressionBesideTheModelIsNotTakenForIt()
    {
        using var golden = OpenForm("esm2/a", ["esm2_t3_tiny_a.pt"]);
        File.Copy(Fixture.Path("esm2/a/esm2_t3_tiny_a.pt"), Path.Combine(FormDirectory, "esm2_t3_tiny_a-contact-regression.pt"));
        Assert.EndsWith("esm2_t3_tiny_a.pt", ModelWeights.Find(FormDirectory), StringComparison.Ordinal);
        File.Copy(Fixture.Path("esm2/a/esm2_t3_tiny_a.pt"), Path.Combine(FormDirectory, "esm2_t6.pt"));
        var failure = Assert.Throws<ModelException>(() => ModelWeights.Find(FormDirectory));
        Assert.Contains("several checkpoints: esm2_t3_tiny_a.pt, esm2_t6.pt", failure.Message, StringComparison.Ordinal);
    }

    private string FormDirectory => _folder.File("form");

    private string ImportedDirectory(string model) => _folder.File(model.StartsWith("esm2/", StringComparison.Ordinal) ? "models/esm2" : "models/dnabert-s");

    private GoldenEncoder OpenForm(string model, string[] files)
    {
        Directory.CreateDirectory(FormDirectory);
        foreach (var file in files)
        {
            File.Copy(Fixture.Path($"{model}/{file}"), Path.Combine(FormDirectory, file));
        }

        return GoldenEncoder.OpenIn(FormDirectory, fixture, model);
    }

    private GoldenEncoder Import(GoldenEncoder golden, bool halfPrecision)
    {
        if (!golden.IsEsm2)
        {
            // An import wants one; the golden folder's own is not ours to commit, and embedding takes ids.
            DemoTokenizer.Write(Path.Combine(FormDirectory, "tokenizer.json"), vocabularySize: 64);
        }

        ModelImport.Run(
            new ModelImportOptions
            {
                Esm2Path = golden.IsEsm2 ? FormDirectory : null,
                DnabertPath = golden.IsEsm2 ? null : FormDirectory,
                OutputDirectory = _folder.File("models"),
                HalfPrecision = halfPrecision,
            },
            progress: null,
            CancellationToken.None);
        return GoldenEncoder.OpenIn(ImportedDirectory(golden.FixturePath), fixture, golden.FixturePath);
    }

    private void AssertExact(GoldenEncoder golden, string name)
    {
        var comparer = Compare(golden);
        output.WriteLine($"{name}: {comparer}");
        Assert.Equal(golden.Rows.Length, comparer.RowCount);
        Assert.InRange(comparer.MaximumDifference, 0, Tolerance);
    }

    private static EmbeddingComparer Compare(GoldenEncoder golden)
    {
        var comparer = new EmbeddingComparer();
        foreach (var (i, embedding) in golden.EmbedAll().Index())
        {
            comparer.Add(embedding, golden.Truth.Slice(i));
        }

        return comparer;
    }
}
