using System.Globalization;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>A benchmark beside an earlier one.</summary>
public sealed class BenchmarkComparison
{
    private BenchmarkComparison(IReadOnlyList<ComparedFigure> figures, IReadOnlyList<string> warnings)
    {
        Figures = figures;
        Warnings = warnings;
    }

    /// <summary>What both measured, in the order of the newer one.</summary>
    public IReadOnlyList<ComparedFigure> Figures { get; }

    /// <summary>What to think of before anything is concluded, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Compares two results.</summary>
    /// <param name="now">The newer one.</param>
    /// <param name="before">The earlier one.</param>
    /// <param name="beforePath">Its file, for messages.</param>
    internal static BenchmarkComparison Of(BenchmarkReport now, BenchmarkReport before, string beforePath)
    {
        var earlier = FiguresOf(before).DistinctBy(figure => figure.Name).ToDictionary(figure => figure.Name);
        var figures = new List<ComparedFigure>();
        foreach (var figure in FiguresOf(now))
        {
            if (earlier.Remove(figure.Name, out var same))
            {
                figures.Add(new ComparedFigure(
                    figure.Name, figure.Unit, figure.Value, same.Value, figure.IsRate ? figure.Value / same.Value : same.Value / figure.Value));
            }
        }

        List<string> warnings = [];
        AddDifference("device", now.Device, before.Device);
        AddDifference("libtorch", now.Libtorch, before.Libtorch);
        AddDifference("number of CPU threads", Text(now.Threads), Text(before.Threads));
        AddDifference("DNA tokenizer", now.FrontEnd.Tokenizer, before.FrontEnd.Tokenizer);
        if (earlier.Count > 0)
        {
            warnings.Add($"{beforePath} has {Text(earlier.Count)} more figure(s), which this run did not measure, such as {earlier.Keys.First()}.");
        }

        return new BenchmarkComparison(figures, warnings);

        void AddDifference(string what, string newer, string older)
        {
            if (newer != older)
            {
                warnings.Add($"The {what} of {beforePath} was another: {older}, not {newer}. The ratios compare both.");
            }
        }
    }

    /// <summary>Every number of a result that can be compared.</summary>
    internal static IEnumerable<BenchmarkFigure> FiguresOf(BenchmarkReport report)
    {
        foreach (var rate in report.Gemm)
        {
            yield return new(
                $"{rate.Shape} {rate.Precision}, {rate.Product} alone ({Text(rate.Rows)} × {Text(rate.Inputs)} × {Text(rate.Outputs)})", "TFLOP/s", rate.Tflops, IsRate: true);
        }

        foreach (var rate in report.Encoders)
        {
            var name = $"{rate.Shape} {rate.Precision}, {Text(rate.Batch)} × {Text(rate.Tokens)}";
            yield return new(name, "tokens/s", rate.TokensPerS, IsRate: true);
            yield return new($"{name}: over its products in fp32", "", rate.OverGemm, IsRate: false);
            yield return new($"{name}: over its products", "", rate.OverGemmOfPrecision, IsRate: false);
        }

        var front = report.FrontEnd;
        yield return new("parse", "reads/s", front.ParseReadsPerS, IsRate: true);
        yield return new("chunk", "reads/s", front.ChunkReadsPerS, IsRate: true);
        yield return new("six frames", "reads/s", front.SixFramesReadsPerS, IsRate: true);
        yield return new("tokenize DNA", "reads/s", front.TokenizeDnaReadsPerS, IsRate: true);
        yield return new("tokenize protein", "reads/s", front.TokenizeProteinReadsPerS, IsRate: true);
        yield return new("the whole front end", "reads/s", front.AllReadsPerS, IsRate: true);
        yield return new("libtorch opened", "s", report.StartUp.LibtorchS, IsRate: false);
        yield return new("weights to the device", "GB/s", report.StartUp.WeightsGbPerS, IsRate: true);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
