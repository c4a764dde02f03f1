namespace VirNucPro.Interop.Tests;

public class NativeEncoderTests(LibtorchFixture libtorch) : IClassFixture<LibtorchFixture>
{
    private static readonly int[] Protein = [0, 5, 12, 7, 20, 9, 2];
    private static readonly int[] ShorterProtein = [0, 15, 4, 6, 2];

    // The largest difference seen is 3e-8, half a unit in the last place; other CPUs sum in another order.
    private const float Tolerance = 2e-7f;

    [Fact]
    public void WithSilencedBlocksTheEmbeddingIsTheMeanOfNormalizedScaledTokens()
    {
        var tensors = TinyEsm2.RandomTensors();
        foreach (var tensor in tensors.Where(t => t.Name.Contains("output.dense", StringComparison.Ordinal)))
        {
            Array.Clear(tensor.Values);
        }

        using var encoder = TinyEsm2.Load(libtorch.Runtime, tensors);

        AssertClose(ExpectedWithSilencedBlocks(tensors, Protein), TinyEsm2.Embed(encoder, Protein));
    }

    [Fact]
    public void ARowIsTheSameAloneAndPaddedInABatch()
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());

        var batch = TinyEsm2.Embed(encoder, Protein, ShorterProtein);

        AssertClose([.. TinyEsm2.Embed(encoder, Protein), .. TinyEsm2.Embed(encoder, ShorterProtein)], batch);
    }

    [Fact]
    public void UnalignedTensorDataIsRead()
    {
        var tensors = TinyEsm2.RandomTensors();
        using var aligned = TinyEsm2.Load(libtorch.Runtime, tensors);
        using var unaligned = libtorch.Runtime.CreateEncoder(TinyEsm2.Configuration, LibtorchFixture.Cpu, Precision.Fp32);
        foreach (var tensor in tensors)
        {
            byte[] shifted = [0, .. tensor.Bytes];
            unaligned.PutTensor(tensor.Name, ElementType.F32, tensor.Shape, shifted.AsSpan(1));
        }

        unaligned.Seal();

        Assert.Equal(TinyEsm2.Embed(aligned, Protein), TinyEsm2.Embed(unaligned, Protein));
    }

    [Fact]
    public void ARoomierBufferKeepsItsRest()
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());
        var pooled = new float[TinyEsm2.HiddenSize + 3];
        Array.Fill(pooled, float.NaN);

        using var embedding = encoder.Start(Protein, [Protein.Length], Protein.Length);
        embedding.CopyTo(pooled);

        Assert.All(pooled[..TinyEsm2.HiddenSize], value => Assert.True(float.IsFinite(value)));
        Assert.All(pooled[TinyEsm2.HiddenSize..], value => Assert.True(float.IsNaN(value)));
    }

    [Fact]
    public void AWrongShapeNamesTheTensorAndBothShapes()
    {
        using var encoder = Unsealed();

        var error = PutFails(encoder, "encoder.layer.1.intermediate.dense.weight", [8, 16], new byte[8 * 16 * sizeof(float)]);

        Assert.Equal(NativeStatus.WeightsMismatch, error.Status);
        Assert.Equal("tensor 'encoder.layer.1.intermediate.dense.weight' has shape [8, 16]; the configuration asks for [16, 8]", error.Message);
    }

    [Fact]
    public void AnUnknownNameIsNamed()
    {
        using var encoder = Unsealed();

        var error = PutFails(encoder, "encoder.layer.2.LayerNorm.weight", [8], new byte[8 * sizeof(float)]);

        Assert.Equal(NativeStatus.WeightsMismatch, error.Status);
        Assert.Contains("encoder.layer.2.LayerNorm.weight", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(36)]
    public void DataOfAnotherLengthThanTheShapeIsRefused(int byteCount)
    {
        using var encoder = Unsealed();

        var error = PutFails(encoder, "encoder.emb_layer_norm_after.bias", [8], new byte[byteCount]);

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
    }

    [Fact]
    public void AMissingTensorIsNamedWhenItIsSealed()
    {
        using var encoder = Unsealed();
        foreach (var tensor in TinyEsm2.RandomTensors().Where(t => t.Name != "encoder.layer.0.LayerNorm.bias"))
        {
            encoder.PutTensor(tensor.Name, ElementType.F32, tensor.Shape, tensor.Bytes);
        }

        var error = Assert.Throws<NativeException>(encoder.Seal);

        Assert.Equal(NativeStatus.WeightsMismatch, error.Status);
        Assert.Contains("encoder.layer.0.LayerNorm.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmbeddingBeforeItIsSealedIsRefused()
    {
        using var encoder = Unsealed();

        var error = Assert.Throws<NativeException>(() => TinyEsm2.Embed(encoder, Protein));

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
        Assert.Contains("sealed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TinyEsm2.VocabularySize)]
    public void ATokenOutsideTheVocabularyIsRefusedWithRowAndColumn(int token)
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());

        var error = Assert.Throws<NativeException>(() => TinyEsm2.Embed(encoder, Protein, [0, 5, token, 2]));

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
        Assert.Contains("[1, 2]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void ALengthThatTheRowCannotHaveIsRefused(int length)
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());

        var error = Assert.Throws<NativeException>(() => encoder.Start(Protein, [length], Protein.Length));

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
    }

    [Theory]
    [InlineData(7, 8)] // a token too many in a row
    [InlineData(7, 6)] // a token too few in a row
    [InlineData(0, 0)] // a row without tokens
    public void SpansThatDoNotFitNeverReachNativeCode(int tokenCount, int idCount)
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());

        Assert.ThrowsAny<ArgumentException>(() => encoder.Start(new int[idCount], [7], tokenCount));
    }

    [Fact]
    public void ABufferWithoutRoomForTheBatchNeverReachesNativeCode()
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());
        using var embedding = encoder.Start(Protein, [Protein.Length], Protein.Length);

        Assert.Throws<ArgumentException>(() => embedding.CopyTo(new float[TinyEsm2.HiddenSize - 1]));
    }

    [Fact]
    public void TwoBatchesMayBeUnderWayAndOutliveTheirEncoder()
    {
        var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());
        float[][] expected = [TinyEsm2.Embed(encoder, Protein), TinyEsm2.Embed(encoder, ShorterProtein)];
        using var first = encoder.Start(Protein, [Protein.Length], Protein.Length);
        using var second = encoder.Start(ShorterProtein, [ShorterProtein.Length], ShorterProtein.Length);
        encoder.Dispose();

        foreach (var (embedding, values) in new[] { (second, expected[1]), (first, expected[0]) })
        {
            var pooled = new float[TinyEsm2.HiddenSize];
            embedding.CopyTo(pooled);
            Assert.Equal(values, pooled);
        }
    }

    [Fact]
    public void AProductBeyond32BitsIsNotMistakenForAFittingOne()
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());

        Assert.Throws<ArgumentException>(() => encoder.Start([], new int[1 << 16], 1 << 16));
    }

    [Fact]
    public void AFailureLeavesTheEncoderUsable()
    {
        using var encoder = TinyEsm2.Load(libtorch.Runtime, TinyEsm2.RandomTensors());
        var before = TinyEsm2.Embed(encoder, Protein);

        Assert.Throws<NativeException>(() => TinyEsm2.Embed(encoder, [0, -1, 2]));

        Assert.Equal(before, TinyEsm2.Embed(encoder, Protein));
    }

    private NativeEncoder Unsealed() => libtorch.Runtime.CreateEncoder(TinyEsm2.Configuration, LibtorchFixture.Cpu, Precision.Fp32);

    private static NativeException PutFails(NativeEncoder encoder, string name, long[] shape, byte[] data) =>
        Assert.Throws<NativeException>(() => encoder.PutTensor(name, ElementType.F32, shape, data));

    // Blocks that add nothing leave the scaled embeddings to the last LayerNorm; <cls> and <eos> are not pooled.
    private static float[] ExpectedWithSilencedBlocks(List<NamedTensor> tensors, int[] protein)
    {
        const double InferenceScale = 1 - (0.15 * 0.8);
        var words = Values("embeddings.word_embeddings.weight");
        var weight = Values("encoder.emb_layer_norm_after.weight");
        var bias = Values("encoder.emb_layer_norm_after.bias");
        var mean = new double[TinyEsm2.HiddenSize];
        var residues = protein[1..^1];
        foreach (var residue in residues)
        {
            double[] x = [.. words.Skip(residue * TinyEsm2.HiddenSize).Take(TinyEsm2.HiddenSize).Select(word => InferenceScale * word)];
            var centre = x.Average();
            var deviation = Math.Sqrt(x.Average(value => (value - centre) * (value - centre)) + TinyEsm2.Configuration.LayerNormEpsilon);
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += (((x[i] - centre) / deviation * weight[i]) + bias[i]) / residues.Length;
            }
        }

        return [.. mean.Select(value => (float)value)];

        float[] Values(string name) => tensors.Single(tensor => tensor.Name == name).Values;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
Assert.All(expected.Zip(actual), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, Tolerance));
    }
}
