using VirNucPro.Pipeline.Benchmarking;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public sealed class BenchmarkRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<BenchmarkOptions, string> Impossible => new()
    {
        { new() { Shapes = ["esm2-7m"] }, "There is no shape 'esm2-7m'. Choose of esm2-3b, esm2-650m, esm2-8m, dnabert-s." },
        { new() { Precisions = ["fp8"] }, "'fp8' is no precision. Choose auto, fp32, fp16 or bf16." },
        { new() { BatchRows = 0 }, "A batch needs one sequence or more." },
        { new() { BatchRows = 1 << 20, Tokens = 17 }, "A batch may have 16,777,216 tokens at most." },
        { new() { Tokens = 2 }, "A sequence needs 3 tokens or more: its start, its end and one between them." },
        { new() { LongestSeconds = 0 }, "An encoder may be measured for more than 0 and at most 86,400 seconds (--seconds)." },
        { new() { LongestSeconds = double.NaN }, "An encoder may be measured for more than 0 and at most 86,400 seconds (--seconds)." },
        { new() { Layers = 1 }, "2 layers or more must run: beside fewer, embedding and pooling would weigh too much." },
        { new() { Shapes = ["esm2-8m"], Layers = 7 }, "esm2-8m has 6 layers, not 7." },
        { new() { Compute = new() { Device = "tpu" } }, "'tpu' is no device. Choose auto, cpu, cuda or cuda:N, or several of one kind, for example cuda:0,cuda:1." },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Impossible))]
    public void WhatCanNotBeMeasuredIsRefusedBeforehand(BenchmarkOptions options, string message)
    {
        var failure = Refused(options);

        Assert.Equal((FailureKind.Usage, message), (failure.Kind, failure.Message));
    }

    [Fact]
    public void AResultIsNotReplacedUnasked()
    {
        var path = _folder.Write("a.json", "");

        Assert.Equal($"{path} exists. Name another file (--json), or replace it (--force).", Refused(new() { OutputPath = path }).Message);
    }

    [Fact]
    public void AnEarlierResultIsReadBeforehand() =>
        Assert.Equal(FailureKind.InputMissing, Refused(new() { EarlierPath = _folder.Path("none.json") }).Kind);

    private static RunFailedException Refused(BenchmarkOptions options) => Assert.Throws<RunFailedException>(
        () => BenchmarkRun.Execute(options, TimeProvider.System, progress: null, CancellationToken.None));
}
