using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;
using Xunit.Abstractions;

namespace VirNucPro.Regression.Tests;

/// <summary>The classifier against the reference's, run in float64.</summary>
[Collection(SharedRuntime.Name)]
public sealed class ClassifierTests(RuntimeFixture fixture, ITestOutputHelper output)
{
    /// <summary>The bar of the numeric contract; measured are 1.5e-7.</summary>
    private const double Tolerance = 5e-6;

    private const int ChunkLengthBp = 500;

    [Fact]
    public void ScoresEqualTheReferences()
    {
        var inputs = NpyArray.Read(Fixture.Path("classifier/tiny/inputs_f32.npy"));
        var truth = NpyArray.Read(Fixture.Path("classifier/tiny/softmax_f64.npy"));
        using var classifier = fixture.Runtime.LoadClassifier(
            Fixture.Path("classifier/tiny/model.safetensors"), ChunkLengthBp, inputs.Shape[1], fixture.Cpu);
        var scores = new float[truth.Values.Length];

        classifier.Score([.. inputs.Values.Select(value => (float)value)], scores);

        var differences = scores.Zip(truth.Values, (score, expected) => Math.Abs(score - expected)).ToArray();
        output.WriteLine($"tiny classifier: max |difference| {differences.Max():E2}");
        Assert.All(differences, difference => Assert.InRange(difference, 0, Tolerance));
    }

    [Fact]
    public void ARowAloneScoresAsInItsBatch()
    {
        var inputs = NpyArray.Read(Fixture.Path("classifier/tiny/inputs_f32.npy"));
        float[] features = [.. inputs.Values.Select(value => (float)value)];
        var width = inputs.Shape[1];
        using var classifier = fixture.Runtime.LoadClassifier(
            Fixture.Path("classifier/tiny/model.safetensors"), ChunkLengthBp, width, fixture.Cpu);
        var batch = new float[inputs.Shape[0] * 2];
        classifier.Score(features, batch);

        var alone = new float[batch.Length];
        for (var row = 0; row < inputs.Shape[0]; row++)
        {
            classifier.Score(features.AsSpan(row * width, width), alone.AsSpan(row * 2, 2));
        }

        Assert.All(alone.Zip(batch), pair => Assert.InRange(pair.First, pair.Second - Tolerance, pair.Second + Tolerance));
    }

    [Fact]
    public void ClassifierOfAnotherChunkLengthIsRefused()
    {
        using var folder = new TemporaryFolder();
        DemoModels.Write(folder.Path);
        var path = ModelFolder.Open(folder.Path).FindClassifier(300);
        AssertRefused(path, 500, 128, "300 bp", "500 bp");
        fixture.Runtime.LoadClassifier(path, 300, 128, fixture.Cpu).Dispose();
    }

    [Fact]
    public void ClassifierOfAnotherWidthIsRefused() =>
        AssertRefused(Fixture.Path("classifier/tiny/model.safetensors"), ChunkLengthBp, 3328, "128 features", "3328");

    [Fact]
    public void FileThatIsNoClassifierIsRefused() =>
        AssertRefused(Fixture.Path("esm2/a/model.safetensors"), ChunkLengthBp, 128, "hidden_layer.weight");

    private void AssertRefused(string path, int chunkLengthBp, int inputWidth, params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(() => fixture.Runtime.LoadClassifier(path, chunkLengthBp, inputWidth, fixture.Cpu));
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }
}
