using VirNucPro.Models;
using VirNucPro.Models.Import;
using VirNucPro.Models.Tests.Support;
using Xunit.Abstractions;

namespace VirNucPro.Regression.Tests;

/// <summary>Every form in which the classifier is saved gives the same scores.</summary>
[Collection(SharedRuntime.Name)]
public sealed class ClassifierFormTests(RuntimeFixture fixture, ITestOutputHelper output) : IDisposable
{
    private const int ChunkLengthBp = 500;

    /// <summary>The bar of the numeric contract.</summary>
    private const double Tolerance = 5e-6;

    private static readonly string[] Files =
    [
        "tiny/model.pth",
        "tiny/model_cuda0.pth",
        "tiny/model_torch2_layout.pth",
        "tiny/model_state_dict.pt",
        "tiny/model_state_dict_legacy.pt",
        "tiny/model.safetensors",
        "wide3328/model.pth",
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Forms => new(Files);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFormGivesTheTruth(string form)
    {
        var truth = NpyArray.Read(Fixture.Path($"classifier/{Path.GetDirectoryName(form)}/softmax_f64.npy"));

        var scores = Score(Fixture.Path($"classifier/{form}"), Inputs(form));

        var differences = scores.Zip(truth.Values, (score, expected) => Math.Abs(score - expected)).ToArray();
        output.WriteLine($"{form}: max |difference| {differences.Max():E2}");
        Assert.All(differences, difference => Assert.InRange(difference, 0, Tolerance));
    }

    [Fact]
    public void AllFormsOfOneClassifierScoreBitForBitAlike()
    {
        var inputs = Inputs("tiny/model.pth");
        var expected = Score(Fixture.Path("classifier/tiny/model.safetensors"), inputs);
        Assert.All(
            Files.Where(file => file.StartsWith("tiny/", StringComparison.Ordinal)),
            file => Assert.Equal(expected, Score(Fixture.Path($"classifier/{file}"), inputs)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void ImportingChangesNoBit(string form)
    {
        var source = Fixture.Path($"classifier/{form}");
        ModelImport.Run(
            new ModelImportOptions { ClassifierPath = source, OutputDirectory = _folder.Path, HalfPrecision = true },
            progress: null,
            CancellationToken.None);
        var imported = ModelFolder.Open(_folder.Path).FindClassifier(ChunkLengthBp);

        var inputs = Inputs(form);
        Assert.Equal(Score(source, inputs), Score(imported, inputs));
        Assert.Throws<ModelException>(() => fixture.Runtime.LoadClassifier(imported, 300, inputs.Shape[1], fixture.Cpu));
    }

    [Fact]
    public void UpstreamsFileIsFoundAndHeldToTheLengthInItsName()
    {
        Directory.CreateDirectory(_folder.File("classifier"));
        File.Copy(Fixture.Path("classifier/tiny/model.pth"), _folder.File("classifier/300_model.pth"));
        var path = ModelFolder.Open(_folder.Path).FindClassifier(300);

        fixture.Runtime.LoadClassifier(path, 300, 128, fixture.Cpu).Dispose();
        var failure = Assert.Throws<ModelException>(() => fixture.Runtime.LoadClassifier(path, ChunkLengthBp, 128, fixture.Cpu));
        Assert.Contains("300 bp", failure.Message, StringComparison.Ordinal);
    }

    private static NpyArray Inputs(string form) => NpyArray.Read(Fixture.Path($"classifier/{Path.GetDirectoryName(form)}/inputs_f32.npy"));

    private float[] Score(string path, NpyArray inputs)
    {
        using var classifier = fixture.Runtime.LoadClassifier(path, ChunkLengthBp, inputs.Shape[1], fixture.Cpu);
        var scores = new float[inputs.Shape[0] * 2];
        classifier.Score([.. inputs.Values.Select(value => (float)value)], scores);
        return scores;
    }
}
