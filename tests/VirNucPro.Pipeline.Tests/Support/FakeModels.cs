using System.Collections.Concurrent;
using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Models without libtorch: an embedding is a sum over the row's own tokens, so batches can't change it.</summary>
internal sealed class FakeModels : IModelSource
{
    public const int DnabertWidth = 3;
    public const int EsmWidth = 2;

    private readonly string[] _cudaNames;
    private int _startedAhead;

    public FakeModels(int cudaCount = 0) =>
        _cudaNames = [.. Enumerable.Range(0, cudaCount).Select(ordinal => $"cuda:{ordinal}")];

    public Version LibtorchVersion { get; } = new(2, 10, 0);

    public string LibtorchDirectory => "libtorch";

    public IReadOnlyList<ComputeDevice> Devices =>
    [
        new("cpu", "a CPU", false, 1L << 34, 1L << 33),
        .. _cudaNames.Select(name => new ComputeDevice(name, "a card", true, 1L << 34, 1L << 33)),
    ];

    public bool IsDemo { get; init; }

    /// <summary>What the models say that they are.</summary>
    public IReadOnlyList<RunParameter> Identity { get; init; } =
    [
        new("DNABERT-S weights", "d1"),
        new("DNABERT-S tokenizer", "d2"),
        new("ESM-2 weights", "e1"),
        new("classifier", "c1"),
    ];

    /// <summary>A batch of more tokens does not fit.</summary>
    public int LargestBatchTokens { get; init; } = int.MaxValue;

    /// <summary>Called before each batch of a device.</summary>
    public Action<string>? BeforeBatch { get; init; }

    /// <summary>Called before a model is loaded.</summary>
    public Action? BeforeLoad { get; init; }

    /// <summary>Called before the rows of a shard are scored.</summary>
    public Action? BeforeScore { get; init; }

    /// <summary>Scores of a row of features.</summary>
    public Func<float[], (float Others, float Virus)> Classify { get; init; } = ScoreOf;

    /// <summary>Batches embedded: device, model, shape.</summary>
    public ConcurrentQueue<(string Device, string Model, int Rows, int TokenCount)> Batches { get; } = new();

    /// <summary>Batches that the call before them had named.</summary>
    public int StartedAhead => _startedAhead;

    public bool IsDisposed { get; private set; }

    public ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp) => new("d", "e", $"{chunkLengthBp}");

    public IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation) => Identity;

    public IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation) => [.. Identity.Take(2)];

    public IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation) => [Identity[2]];

    public ITokenizer OpenDnabertTokenizer() => new FakeTokenizer("ACGTNBDEFHIJKLMOPQRSUVWXYZ");

    public ITokenizer OpenEsm2Tokenizer() => new FakeTokenizer("LAGVSERTIDPKQNFYMHWC");

    public string FindClassifier(int chunkLengthBp) => $"{chunkLengthBp}_model.safetensors";

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision)
    {
        BeforeLoad?.Invoke();
        return new FakeEmbedder(this, device.Name, "dnabert-s", DnabertWidth);
    }

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) =>
        new FakeEmbedder(this, device.Name, "esm2", EsmWidth);

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        new FakeClassifier(this, inputWidth);

    public void Dispose() => IsDisposed = true;

    /// <summary>Made-up scores of a row of features.</summary>
    public static (float Others, float Virus) ScoreOf(float[] features)
    {
        var virus = MathF.Abs(MathF.Sin(features.Sum()));
        return (1 - virus, virus);
    }

    private sealed class FakeTokenizer(string alphabet) : ITokenizer
    {
        public int[] Encode(ReadOnlySpan<byte> sequence)
        {
            var ids = new int[sequence.Length + 2];
            for (var i = 0; i < sequence.Length; i++)
            {
                var letter = alphabet.IndexOf((char)sequence[i], StringComparison.Ordinal);
                ids[i + 1] = letter >= 0
                    ? letter + 1
                    : throw new TokenizationException($"no token for '{(char)sequence[i]}' at position {i + 1}.");
            }

            return ids;
        }
    }

    private sealed class FakeEmbedder(FakeModels owner, string device, string model, int width) : IEmbedder
    {
        private TokenBatch? _announced;

        public int Width => width;

        public bool StartsAhead { get; } = device.StartsWith("cuda", StringComparison.Ordinal);

        public void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null)
        {
            if (ReferenceEquals(batch, _announced))
            {
                Interlocked.Increment(ref owner._startedAhead);
            }

            _announced = nextBatch;
            owner.BeforeBatch?.Invoke(device);
            if (batch.TokenIds.Length > owner.LargestBatchTokens)
            {
                throw new DeviceMemoryException("out of memory");
            }

            owner.Batches.Enqueue((device, model, batch.RowCount, batch.TokenCount));
            for (var row = 0; row < batch.RowCount; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    double sum = 0;
                    for (var i = 0; i < batch.Lengths[row]; i++)
                    {
                        sum += Math.Sin((batch.TokenIds[(row * batch.TokenCount) + i] * (column + 1)) + i);
                    }

                    pooled[(row * width) + column] = (float)sum;
                }
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class FakeClassifier(FakeModels owner, int inputWidth) : IFrameClassifier
    {
        public int InputWidth => inputWidth;

        public void Score(ReadOnlySpan<float> features, Span<float> scores)
        {
            owner.BeforeScore?.Invoke();
            for (var row = 0; row < features.Length / inputWidth; row++)
            {
                (scores[2 * row], scores[(2 * row) + 1]) =
                    owner.Classify(features.Slice(row * inputWidth, inputWidth).ToArray());
            }
        }

        public void Dispose()
        {
        }
    }
}
