using VirNucPro.Pipeline.Benchmarking;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public sealed class BenchmarkFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        var path = _folder.Path("a.json");

        BenchmarkFile.Write(MadeUpReports.One, path);

        Assert.Equivalent(MadeUpReports.One, BenchmarkFile.Read(path), strict: true);
    }

    [Theory]
    [InlineData("no JSON", "is an invalid JSON literal")]
    [InlineData("null", "it holds null")]
    [InlineData("""{"device": "cpu"}""", "JSON deserialization for type")]
    [InlineData("[]", "The JSON value could not be converted")]
    public void AnotherFileIsRefused(string content, string reason)
    {
        var failure = Assert.Throws<RunFailedException>(() => BenchmarkFile.Read(_folder.Write("a.json", content)));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.StartsWith($"{_folder.Path("a.json")} is no result of a benchmark: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFigureThatIsNotPositiveIsRefusedAndNamed()
    {
        BenchmarkFile.Write(MadeUpReports.One with { StartUp = new(0, 1) }, _folder.Path("a.json"));

        var failure = Assert.Throws<RunFailedException>(() => BenchmarkFile.Read(_folder.Path("a.json")));

        Assert.Contains(": libtorch opened is not positive. ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMissingFileIsMissingInput() =>
        Assert.Equal(FailureKind.InputMissing, Assert.Throws<RunFailedException>(() => BenchmarkFile.Read(_folder.Path("none.json"))).Kind);
}
