using VirNucPro.Interop;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Verification;

namespace VirNucPro.Models.Benchmarking;

/// <summary>The sizes of a published encoder, and what a usual batch of it is.</summary>
public sealed class EncoderShape
{
    private EncoderShape(string name, int usualTokenCount, EncoderConfiguration configuration)
    {
        Name = name;
        UsualTokenCount = usualTokenCount;
        Configuration = configuration;
        Products = configuration.Architecture == EncoderArchitecture.Esm2 ? Esm2Products() : DnabertSProducts();
    }

    /// <summary>Every shape, the largest first.</summary>
    public static IReadOnlyList<EncoderShape> All { get; } =
    [
        Esm2("esm2-3b", layerCount: 36, hiddenSize: 2560, headCount: 40),
        Esm2("esm2-650m", layerCount: 33, hiddenSize: 1280, headCount: 20),
        Esm2("esm2-8m", layerCount: 6, hiddenSize: 320, headCount: 20),
        new(
            "dnabert-s",
            usualTokenCount: 107,
            new EncoderConfiguration(
                EncoderArchitecture.DnabertS, LayerCount: 12, HiddenSize: 768, HeadCount: 12, IntermediateSize: 3072, VocabularySize: 4096, TokenDropout: false, LayerNormEpsilon: 1e-12)),
    ];

    /// <summary>Its name in options.</summary>
    public string Name { get; }

    /// <summary>Blocks of the whole encoder.</summary>
    public int LayerCount => Configuration.LayerCount;

    /// <summary>Tokens with which a frame of a chunk of 500 bp begins its way through it: 166 residues and two, or 107 words of DNABERT-S's tokenizer (4.75 bases each).</summary>
    public int UsualTokenCount { get; }

    /// <summary>The matrix products of a block; those of attention itself, whose size depends on the sequence's length, apart.</summary>
    public IReadOnlyList<LinearProduct> Products { get; }

    /// <summary>Weights of a block's products.</summary>
    public long ProductWeightCount => Products.Sum(product => product.Count * product.WeightCount);

    /// <summary>Memory that an encoder of this shape takes: its weights, and roughly what lies between the steps of a block.</summary>
    /// <param name="layerCount">Blocks.</param>
    /// <param name="precision">Type of the matrix products.</param>
    /// <param name="tokenCount">Tokens of a batch.</param>
    public long NeededBytes(int layerCount, ModelPrecision precision, long tokenCount)
    {
        var elementBytes = precision == ModelPrecision.Fp32 ? 4L : 2L;
        var weights = TensorsOf(layerCount).Values.Sum(ElementCount) * elementBytes;
        var between = tokenCount * sizeof(float) * ((8L * Configuration.HiddenSize) + (3L * Configuration.IntermediateSize));

        // The largest product and its FP32 twin, which are measured beside it.
        var measuredProduct = Products.Max(product => product.WeightCount + (tokenCount * (product.Inputs + product.Outputs))) * (elementBytes + sizeof(float));
        return weights + between + measuredProduct;
    }

    /// <summary>Its sizes.</summary>
    internal EncoderConfiguration Configuration { get; }

    /// <summary>Every tensor of an encoder with some of the blocks, by its name in virnucpro.h.</summary>
    internal IReadOnlyDictionary<string, long[]> TensorsOf(int layerCount) => ExpectedTensors.ShapesOfEncoder(ConfigurationOf(layerCount));

    /// <summary>The configuration of an encoder with some of the blocks.</summary>
    internal EncoderConfiguration ConfigurationOf(int layerCount) => Configuration with { LayerCount = layerCount };

    /// <summary>A batch of random words.</summary>
    /// <param name="rowCount">Sequences, all of one length.</param>
    /// <param name="tokenCount">Tokens of each.</param>
    public TokenBatch MakeBatch(int rowCount, int tokenCount)
    {
        // Both alphabets have four special tokens or five in front, and single letters behind them.
        const int FirstWord = 5;
        var lastWord = Configuration.Architecture == EncoderArchitecture.Esm2 ? FirstWord + 18 : Configuration.VocabularySize - 1;
        var random = new Random(rowCount);
        var ids = new int[rowCount * tokenCount];
        foreach (ref var id in ids.AsSpan())
        {
            id = random.Next(FirstWord, lastWord);
        }

        var lengths = new int[rowCount];
        Array.Fill(lengths, tokenCount);
        return new TokenBatch(ids, lengths, tokenCount);
    }

    internal static long ElementCount(long[] shape) => shape.Aggregate(1L, (count, size) => count * size);

    private static EncoderShape Esm2(string name, int layerCount, int hiddenSize, int headCount) => new(
        name,
        usualTokenCount: 168,
        new EncoderConfiguration(
            EncoderArchitecture.Esm2, layerCount, hiddenSize, headCount, IntermediateSize: 4 * hiddenSize, Esm2Tokenizer.VocabularySize, TokenDropout: true, LayerNormEpsilon: 1e-5));

    private LinearProduct[] Esm2Products()
    {
        var (width, intermediate) = (Configuration.HiddenSize, Configuration.IntermediateSize);
        return
        [
            new("q, k, v, attention output", width, width, HasBias: true, Count: 4),
            new("feed-forward in", width, intermediate, HasBias: true, Count: 1),
            new("feed-forward out", intermediate, width, HasBias: true, Count: 1),
        ];
    }

    private LinearProduct[] DnabertSProducts()
    {
        var (width, intermediate) = (Configuration.HiddenSize, Configuration.IntermediateSize);
        return
        [
            new("q, k and v", width, 3 * width, HasBias: true, Count: 1),
            new("attention output", width, width, HasBias: true, Count: 1),
            new("gated layers", width, 2 * intermediate, HasBias: false, Count: 1),
            new("feed-forward out", intermediate, width, HasBias: true, Count: 1),
        ];
    }
}
