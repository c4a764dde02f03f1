namespace VirNucPro.Interop.Tests;

/// <summary>A two-layer ESM-2 with seeded random weights.</summary>
internal static class TinyEsm2
{
    public const int LayerCount = 2;
    public const int HiddenSize = 8;
    public const int IntermediateSize = 16;
    public const int VocabularySize = 33;

    public static readonly EncoderConfiguration Configuration = new(
        EncoderArchitecture.Esm2, LayerCount, HiddenSize, HeadCount: 2, IntermediateSize, VocabularySize, TokenDropout: true, LayerNormEpsilon: 1e-5);

    public static List<NamedTensor> RandomTensors()
    {
        var random = new Random(20);
        List<NamedTensor> tensors = [NamedTensor.Random(random, "embeddings.word_embeddings.weight", VocabularySize, HiddenSize)];
        for (var layer = 0; layer < LayerCount; layer++)
        {
            var name = $"encoder.layer.{layer}.";
            AddNorm(name + "attention.LayerNorm");
            AddDense(name + "attention.self.query", HiddenSize, HiddenSize);
            AddDense(name + "attention.self.key", HiddenSize, HiddenSize);
            AddDense(name + "attention.self.value", HiddenSize, HiddenSize);
            AddDense(name + "attention.output.dense", HiddenSize, HiddenSize);
            AddNorm(name + "LayerNorm");
            AddDense(name + "intermediate.dense", HiddenSize, IntermediateSize);
            AddDense(name + "output.dense", IntermediateSize, HiddenSize);
        }

        AddNorm("encoder.emb_layer_norm_after");
        return tensors;

        void AddNorm(string name) => AddPair(name, HiddenSize);

        void AddDense(string name, int inputs, int outputs) => AddPair(name, outputs, inputs);

        void AddPair(string name, params long[] weightShape)
        {
            tensors.Add(NamedTensor.Random(random, name + ".weight", weightShape));
            tensors.Add(NamedTensor.Random(random, name + ".bias", weightShape[0]));
        }
    }

    public static NativeEncoder Load(NativeRuntime runtime, IEnumerable<NamedTensor> tensors)
    {
        var encoder = runtime.CreateEncoder(Configuration, LibtorchFixture.Cpu, Precision.Fp32);
        foreach (var tensor in tensors)
        {
            encoder.PutTensor(tensor.Name, ElementType.F32, tensor.Shape, tensor.Bytes);
        }

        encoder.Seal();
        return encoder;
    }

    public static float[] Embed(NativeEncoder encoder, params int[][] rows)
    {
        var tokenCount = rows.Max(row => row.Length);
        int[] tokenIds = [.. rows.SelectMany(row => row.Concat(Enumerable.Repeat(1, tokenCount - row.Length)))];
        int[] lengths = [.. rows.Select(row => row.Length)];
        var pooled = new float[rows.Length * HiddenSize];
        using var embedding = encoder.Start(tokenIds, lengths, tokenCount);
        embedding.CopyTo(pooled);
        return pooled;
    }
}
