using System.Text.Json;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>What the benchmark writes; not how fast anything is.</summary>
public sealed class BenchTests : IDisposable
{
    private static readonly string[] Small = ["bench", "-d", "cpu", "--layers", "2", "--batch", "2", "--tokens", "12", "--seconds", "0.5", "--no-progress"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task JsonHasEveryFigureAndAnEarlierOneIsComparedWith()
    {
        var path = _directory["a.json"];

        var first = await ProgramRun.Start([.. Small, "--shape", "esm2-8m", "--shape", "dnabert-s", "--precision", "fp32,bf16", "--json", path]);

        Assert.Equal((0, ""), (first.ExitCode, first.Errors));
        Assert.StartsWith("cpu: ", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^dnabert-s  bf16  2 × 12 +2 of 12 +[\d.,]+ +[\d.]+ +[\d.]+ % +[\d.]+ +[\d.]+–[\d.]+$", first.Output);
        Assert.Matches(@"(?m)^tokenize DNA +[\d,]+ +[\d,]+$", first.Output);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(path)).RootElement;
        Assert.StartsWith("cpu: ", report.GetProperty("device").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^2\.\d+\.\d+$", report.GetProperty("libtorch").GetString());
        AssertNumbers(report, "threads", "gemm_tflops");
        Assert.Equal(
            [("esm2-8m", "fp32"), ("esm2-8m", "bf16"), ("dnabert-s", "fp32"), ("dnabert-s", "bf16")],
            report.GetProperty("encoders").EnumerateArray().Select(row => (row.GetProperty("shape").GetString()!, row.GetProperty("precision").GetString()!)));
        foreach (var row in report.GetProperty("encoders").EnumerateArray())
        {
            AssertNumbers(row, "batch", "tokens", "layers", "of_layers", "rounds", "tokens_per_s", "tflops", "over_gemm", "over_gemm_of_precision", "over_gemm_low", "over_gemm_high");
        }

        Assert.Equal(2 * (3 + 4), report.GetProperty("gemm").GetArrayLength());
        Assert.All(report.GetProperty("gemm").EnumerateArray(), row => AssertNumbers(row, "rows", "inputs", "outputs", "tflops"));
        AssertNumbers(
            report.GetProperty("front_end"),
            "reads", "read_length", "frames", "parse_reads_per_s", "chunk_reads_per_s", "six_frames_reads_per_s", "tokenize_dna_reads_per_s",
            "tokenize_protein_reads_per_s", "all_reads_per_s", "dna_tokens_per_s", "protein_tokens_per_s");
        AssertNumbers(report.GetProperty("start_up"), "libtorch_s", "weights_gb_per_s");

        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"libtorch\": \"2.", "\"libtorch\": \"1.", StringComparison.Ordinal));
        var second = await ProgramRun.Start([.. Small, "--shape", "esm2-8m", "--vs", path]);

        Assert.Equal(0, second.ExitCode);
        Assert.Contains($"warning: The libtorch of {path} was another: 1.", second.Errors, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Beside .+ Unit +Before +Now +Times as fast$", second.Output);
        Assert.Matches(@"(?m)^esm2-8m fp32, 2 × 12 +tokens/s +[\d.,]+ +[\d.,]+ +\d+\.\d\d$", second.Output);
    }

    [Fact]
    public async Task TooLittleMemoryIsSaidWithWhatIsNeeded()
    {
        var run = await ProgramRun.Start("bench", "-d", "cpu", "--shape", "esm2-3b", "--layers", "36", "--batch", "160", "--tokens", "100000", "--no-progress");

        Assert.Equal(4, run.ExitCode);
        Assert.Matches(
            @"^error: 36 layers of esm2-3b in fp32 with 16,000,000 tokens need about \d+\.\d GiB, but cpu has \d+\.\d GiB free\. Take fewer layers \(--layers\), a smaller --shape, --batch or --tokens\.",
            Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task SeveralDevicesAreRefused()
    {
        var run = await ProgramRun.Start("bench", "-d", "cpu:0,cpu:1");

        Assert.Equal(64, run.ExitCode);
        Assert.StartsWith("error: A benchmark measures one device, not cpu:0, cpu:1 together.", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static void AssertNumbers(JsonElement element, params string[] names) => Assert.All(names, name =>
    {
        var value = element.GetProperty(name).GetDouble();
        Assert.True(double.IsFinite(value) && value > 0, $"{name} is {value}");
    });
}
