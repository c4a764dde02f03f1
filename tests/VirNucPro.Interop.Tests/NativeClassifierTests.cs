namespace VirNucPro.Interop.Tests;

public class NativeClassifierTests(LibtorchFixture libtorch) : IClassFixture<LibtorchFixture>
{
    private const int InputWidth = 6;
    private const int HiddenWidth = 4;
    private const int RowCount = 3;

    // The largest difference seen is 4e-8, half a unit in the last place; other CPUs sum in another order.
    private const float Tolerance = 2e-7f;

    private readonly Dictionary<string, NamedTensor> _tensors = RandomTensors();

    [Fact]
    public void ProbabilitiesAreTheSoftmaxOfTheReferencesNetwork()
    {
        var features = NamedTensor.Random(new Random(3), "features", RowCount, InputWidth).Values;
        using var classifier = Load();
        var probabilities = new float[RowCount * 2];

        classifier.Score(features, RowCount, probabilities);

        for (var row = 0; row < RowCount; row++)
        {
            var virus = ExpectedVirusProbability(features.AsSpan(row * InputWidth, InputWidth));
            Assert.InRange(Math.Abs(virus - probabilities[(row * 2) + 1]), 0, Tolerance);
            Assert.InRange(Math.Abs(1 - virus - probabilities[row * 2]), 0, Tolerance);
        }
    }

    [Fact]
    public void AWrongShapeNamesTheTensorAndBothShapes()
    {
        using var classifier = Unsealed();

        var error = Assert.Throws<NativeException>(
            () => classifier.PutTensor("hidden_layer.weight", ElementType.F32, [HiddenWidth, 5], new byte[HiddenWidth * 5 * sizeof(float)]));

        Assert.Equal(NativeStatus.WeightsMismatch, error.Status);
        Assert.Equal("tensor 'hidden_layer.weight' has shape [4, 5]; the configuration asks for [4, 6]", error.Message);
    }

    [Fact]
    public void AMissingTensorIsNamedWhenItIsSealed()
    {
        using var classifier = Unsealed();

        var error = Assert.Throws<NativeException>(classifier.Seal);

        Assert.Equal(NativeStatus.WeightsMismatch, error.Status);
        Assert.Contains("bn1.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ScoringBeforeItIsSealedIsRefused()
    {
        using var classifier = Unsealed();

        var error = Assert.Throws<NativeException>(() => classifier.Score(new float[InputWidth], 1, new float[2]));

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
    }

    [Theory]
    [InlineData(2 * InputWidth, 1, 2)] // a row too many
    [InlineData(InputWidth - 1, 1, 2)] // a feature too few
    [InlineData(InputWidth, 1, 1)] // no room for both classes
    [InlineData(InputWidth, -1, 2)]
    public void SpansThatDoNotFitNeverReachNativeCode(int featureCount, int rowCount, int probabilityCount)
    {
        using var classifier = Load();

        Assert.ThrowsAny<ArgumentException>(() => classifier.Score(new float[featureCount], rowCount, new float[probabilityCount]));
    }

    private NativeClassifier Unsealed() => libtorch.Runtime.CreateClassifier(InputWidth, HiddenWidth, LibtorchFixture.Cpu);

    private NativeClassifier Load()
    {
        var classifier = Unsealed();
        foreach (var tensor in _tensors.Values)
        {
            classifier.PutTensor(tensor.Name, ElementType.F32, tensor.Shape, tensor.Bytes);
        }

        classifier.Seal();
        return classifier;
    }

    private static Dictionary<string, NamedTensor> RandomTensors()
    {
        var random = new Random(7);
        NamedTensor[] tensors =
        [
            NamedTensor.Random(random, "hidden_layer.weight", HiddenWidth, InputWidth),
            NamedTensor.Random(random, "hidden_layer.bias", HiddenWidth),
            NamedTensor.Random(random, "bn1.weight", HiddenWidth),
            NamedTensor.Random(random, "bn1.bias", HiddenWidth),
            NamedTensor.Random(random, "bn1.running_mean", HiddenWidth),
            NamedTensor.Random(random, "bn1.running_var", HiddenWidth),
            NamedTensor.Random(random, "output_layer.weight", 2, HiddenWidth),
            NamedTensor.Random(random, "output_layer.bias", 2),
        ];
        var byName = tensors.ToDictionary(tensor => tensor.Name);
        var variances = byName["bn1.running_var"].Values;
        for (var i = 0; i < variances.Length; i++)
        {
            variances[i] += 1; // A variance is positive.
        }

        return byName;
    }

    private double ExpectedVirusProbability(ReadOnlySpan<float> features)
    {
        const double BatchNormEpsilon = 1e-5;
        var others = Value("output_layer.bias", 0);
        var virus = Value("output_layer.bias", 1);
        for (var unit = 0; unit < HiddenWidth; unit++)
        {
            var sum = Value("hidden_layer.bias", unit);
            for (var i = 0; i < features.Length; i++)
            {
                sum += (double)features[i] * Value("hidden_layer.weight", (unit * InputWidth) + i);
            }

            var normalized = (sum - Value("bn1.running_mean", unit)) / Math.Sqrt(Value("bn1.running_var", unit) + BatchNormEpsilon);
            var active = Math.Max(0, (normalized * Value("bn1.weight", unit)) + Value("bn1.bias", unit));
            others += active * Value("output_layer.weight", unit);
            virus += active * Value("output_layer.weight", HiddenWidth + unit);
        }

        return 1 / (1 + Math.Exp(others - virus));

        double Value(string name, int index) => _tensors[name].Values[index];
    }
}
