using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using VirNucPro.Models;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>
/// Models on devices that fail as asked. From the calls alone it keeps what the telemetry must show in the end, and
/// whether the caller did what it should after each failure.
/// </summary>
internal sealed class FaultyModels(IModelSource inner) : IModelSource
{
    public const string Dnabert = "dnabert-s";
    public const string Esm = "esm2";
    public const string Classifier = "classifier";

    private const int AttemptsPerBatch = 3;

    // Of a device that has not embedded anything yet.
    private const int FirstProbes = 3;

    private readonly ConcurrentDictionary<string, long> _retries = new();
    private readonly ConcurrentDictionary<string, long> _failedRows = new();

    public Version LibtorchVersion => inner.LibtorchVersion;

    public string LibtorchDirectory => inner.LibtorchDirectory;

    public IReadOnlyList<ComputeDevice> Devices => inner.Devices;

    public bool IsDemo => inner.IsDemo;

    /// <summary>Whether a call fails: device, model, number of the call of this model on this device from 1.</summary>
    public Func<string, string, int, bool> Fails { get; init; } = (_, _, _) => false;

    /// <summary>Whether a batch with this sequence always fails.</summary>
    public Func<ReadOnlyMemory<int>, bool> IsPoison { get; init; } = _ => false;

    /// <summary>Whether this sequence's embedding is NaN in reduced precision.</summary>
    public Func<ReadOnlyMemory<int>, bool> Overflows { get; init; } = _ => false;

    /// <summary>A batch of more tokens does not fit.</summary>
    public int LargestBatchTokens { get; init; } = int.MaxValue;

    /// <summary>Called before a device loads its first model.</summary>
    public Action<string> BeforeLoad { get; init; } = _ => { };

    /// <summary>Called when a device has failed for good.</summary>
    public Action<string> Died { get; init; } = _ => { };

    /// <summary>Devices that failed for good.</summary>
    public ConcurrentQueue<string> DeadDevices { get; } = new();

    /// <summary>Calls that no rule allows.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Sequences, each time counted, that were NaN in reduced precision.</summary>
    public int OverflowCount => _overflowCount;

    private int _overflowCount;

    /// <summary>Attempts of an encoder that failed and had to be repeated.</summary>
    public long RetriesOf(string model) => _retries.GetValueOrDefault(model);

    /// <summary>Sequences that an encoder had to give up.</summary>
    public long FailedRowsOf(string model) => _failedRows.GetValueOrDefault(model);

    public ModelFingerprints ReadFingerprints(string classifierPath, int chunkLengthBp) =>
        inner.ReadFingerprints(classifierPath, chunkLengthBp);

    public IReadOnlyList<RunParameter> Identify(string classifierPath, CancellationToken cancellation) =>
        inner.Identify(classifierPath, cancellation);

    public IReadOnlyList<RunParameter> IdentifyDnabertS(CancellationToken cancellation) => inner.IdentifyDnabertS(cancellation);

    public IReadOnlyList<RunParameter> IdentifyEsm2(CancellationToken cancellation) => inner.IdentifyEsm2(cancellation);

    public ITokenizer OpenDnabertTokenizer() => inner.OpenDnabertTokenizer();

    public ITokenizer OpenEsm2Tokenizer() => inner.OpenEsm2Tokenizer();

    public string FindClassifier(int chunkLengthBp) => inner.FindClassifier(chunkLengthBp);

    public IEmbedder LoadDnabertS(ComputeDevice device, ModelPrecision precision)
    {
        BeforeLoad(device.Name);
        return Load(inner.LoadDnabertS, Dnabert, device, precision);
    }

    public IEmbedder LoadEsm2(ComputeDevice device, ModelPrecision precision) => Load(inner.LoadEsm2, Esm, device, precision);

    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        new FaultyClassifier(this, inner.LoadClassifier(path, chunkLengthBp, inputWidth, device), device.Name);

    public void Dispose() => inner.Dispose();

    private FiniteEmbedder Load(
        Func<ComputeDevice, ModelPrecision, IEmbedder> load, string model, ComputeDevice device, ModelPrecision precision)
    {
        var isReduced = precision != ModelPrecision.Fp32;
        return new FiniteEmbedder(
            new FaultyEmbedder(this, load(device, precision), device.Name, model, isReduced),
            isReduced ? () => load(device, ModelPrecision.Fp32) : null);
    }

    private void Bury(string device)
    {
        DeadDevices.Enqueue(device);
        Died(device);
    }

    private static void Count(ConcurrentDictionary<string, long> counts, string model) =>
        counts.AddOrUpdate(model, 1, (_, count) => count + 1);

    private sealed class FaultyEmbedder(FaultyModels owner, IEmbedder inner, string device, string model, bool isReduced) : IEmbedder
    {
        private readonly HashSet<string> _embedded = [];
        private TokenBatch? _failed;
        private int _calls;
        private int _failures;
        private bool _mustProbe;
        private int _probesLeft;
        private bool _isDead;

        public int Width => inner.Width;

        public bool StartsAhead => inner.StartsAhead;

        public void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null)
        {
            if (batch.TokenIds.Length > owner.LargestBatchTokens)
            {
                throw new DeviceMemoryException("out of memory");
            }

            ReadOnlyMemory<int>[] rows = [.. Enumerable.Range(0, batch.RowCount).Select(row => RowOf(batch, row))];
            Check(batch, rows);
            if (owner.Fails(device, model, ++_calls) || rows.Any(owner.IsPoison))
            {
                Fail(batch);
                throw new DeviceFailedException(model, device, $"{batch.RowCount} × {batch.TokenCount} tokens", "injected.");
            }

            Succeed(rows);
            inner.Embed(batch, pooled, nextBatch);
            for (var row = 0; row < rows.Length; row++)
            {
                if (isReduced && owner.Overflows(rows[row]))
                {
                    pooled.Slice(row * Width, Width)[^1] = float.NaN;
                    Interlocked.Increment(ref owner._overflowCount);
                }
            }
        }

        public void Dispose() => inner.Dispose();

        private void Check(TokenBatch batch, ReadOnlyMemory<int>[] rows)
        {
            if (_isDead)
            {
                owner.Violations.Enqueue($"{model} on {device} is called though the device is dead");
            }
            else if (_mustProbe && !(rows.Length == 1 && (_embedded.Count == 0 || _embedded.Contains(KeyOf(rows[0])))))
            {
                owner.Violations.Enqueue($"{model} on {device} is not probed with what it has embedded");
            }
            else if (!_mustProbe && _failures > 0 && !batch.TokenIds.AsSpan().SequenceEqual(_failed!.TokenIds))
            {
                owner.Violations.Enqueue($"{model} on {device} does not repeat the batch that failed");
            }
        }

        private void Fail(TokenBatch batch)
        {
            if (_mustProbe)
            {
                if (--_probesLeft == 0)
                {
                    Die();
                }

                return;
            }

            _failed = batch;
            if (++_failures < AttemptsPerBatch)
            {
                Count(owner._retries, model);
                return;
            }

            _failures = 0;
            _mustProbe = true;
            _probesLeft = _embedded.Count == 0 ? FirstProbes : 1;
        }

        private void Succeed(ReadOnlyMemory<int>[] rows)
        {
            if (_mustProbe && _failed!.RowCount == 1)
            {
                Count(owner._failedRows, model);
            }

            _mustProbe = false;
            _failures = 0;
            _embedded.UnionWith(rows.Select(KeyOf));
        }

        private void Die()
        {
            _isDead = true;
            owner.Bury(device);
        }

        private static ReadOnlyMemory<int> RowOf(TokenBatch batch, int row) =>
            batch.TokenIds.AsMemory(row * batch.TokenCount, batch.Lengths[row]);

        private static string KeyOf(ReadOnlyMemory<int> tokens) => new(MemoryMarshal.Cast<int, char>(tokens.Span));
    }

    private sealed class FaultyClassifier(FaultyModels owner, IFrameClassifier inner, string device) : IFrameClassifier
    {
        private int _calls;
        private int _failures;

        public int InputWidth => inner.InputWidth;

        public void Score(ReadOnlySpan<float> features, Span<float> scores)
        {
            if (owner.Fails(device, Classifier, ++_calls))
            {
                if (++_failures == AttemptsPerBatch)
                {
                    owner.Bury(device);
                }

                throw new DeviceFailedException(Classifier, device, $"{features.Length / InputWidth} × {InputWidth} features", "injected.");
            }

            _failures = 0;
            inner.Score(features, scores);
        }

        public void Dispose() => inner.Dispose();
    }
}
