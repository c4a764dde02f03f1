using System.Globalization;
using Spectre.Console;
using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Cli.Messages;

/// <summary>Shows what a benchmark measured.</summary>
internal static class BenchmarkText
{
    /// <summary>Writes the tables of a result.</summary>
    public static void Write(BenchmarkReport report, IAnsiConsole output)
    {
        Line(output, $"{report.Device}, {report.Threads} CPU thread(s), libtorch {report.Libtorch}");
        WriteProducts(report, output);
        WriteEncoders(report, output);
        WriteFrontEnd(report.FrontEnd, output);
        Line(output, "");
        Line(output, string.Create(
            CultureInfo.InvariantCulture,
            $"Start: libtorch opened in {report.StartUp.LibtorchS:0.00} s; FP32 weights to the device at {report.StartUp.WeightsGbPerS:0.0} GB/s"));
    }

    /// <summary>Writes a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="earlierPath">File of the earlier result.</param>
    /// <param name="output">Where to.</param>
    public static void Write(BenchmarkComparison comparison, string earlierPath, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable($"Beside {earlierPath}", "Unit", "#Before", "#Now", "#Times as fast");
        foreach (var figure in comparison.Figures)
        {
            table.Add(figure.Name, figure.Unit, Number(figure.Before), Number(figure.Now), Fixed(figure.SpeedUp, 2));
        }

        table.Write(output);
    }

    private static void WriteProducts(BenchmarkReport report, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable("Products alone", "Type", "Of", "#Rows", "#Inputs", "#Outputs", "#TFLOP/s");
        foreach (var rate in report.Gemm)
        {
            table.Add(rate.Shape, rate.Precision, rate.Product, Number(rate.Rows), Number(rate.Inputs), Number(rate.Outputs), Number(rate.Tflops));
        }

        table.Write(output);
    }

    private static void WriteEncoders(BenchmarkReport report, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable("Encoder", "Type", "Batch", "#Layers run", "#Tokens/s", "#TFLOP/s", "#Of GEMM rate", "#Over GEMM in fp32", "#95 % interval");
        foreach (var rate in report.Encoders)
        {
            table.Add(
                rate.Shape,
                rate.Precision,
                string.Create(CultureInfo.InvariantCulture, $"{rate.Batch} × {rate.Tokens}"),
                string.Create(CultureInfo.InvariantCulture, $"{rate.Layers} of {rate.OfLayers}"),
                Number(rate.TokensPerS),
                Number(rate.Tflops),
                $"{Fixed(100 / rate.OverGemmOfPrecision, 1)} %",
                Fixed(rate.OverGemm, 3),
                rate is { OverGemmLow: { } low, OverGemmHigh: { } high } ? $"{Fixed(low, 3)}–{Fixed(high, 3)}" : "");
        }

        table.Write(output);
        Line(output, "Figures are for all layers. GEMM is the encoder's plain products alone, of its own type or in FP32;");
        Line(output, "operations of attention's own products are not counted.");
    }

    private static void WriteFrontEnd(FrontEndRate front, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable("Front end, one thread", "#Reads/s", "#Tokens/s");
        table.Add("parse FASTA", Number(front.ParseReadsPerS), "");
        table.Add("cut into chunks", Number(front.ChunkReadsPerS), "");
        table.Add("six frames", Number(front.SixFramesReadsPerS), "");
        table.Add("tokenize DNA", Number(front.TokenizeDnaReadsPerS), Number(front.DnaTokensPerS));
        table.Add("tokenize protein", Number(front.TokenizeProteinReadsPerS), Number(front.ProteinTokensPerS));
        table.Add("all", Number(front.AllReadsPerS), "");
        table.Write(output);
        var vocabulary = front.Tokenizer == "demo" ? "the demo models' vocabulary of DNA" : "the models' vocabulary of DNA";
        Line(output, string.Create(
            CultureInfo.InvariantCulture,
            $"{front.Reads:N0} simulated reads of {front.ReadLength} bases in memory, with {front.Frames:N0} open frames; {vocabulary}."));
    }

    private static void Line(IAnsiConsole output, string text) => output.Write(new MessageLine(text));

    // Three digits tell enough, and the fourth would be another one next time.
    private static string Number(double value) => value switch
    {
        < 1 => Fixed(value, 3),
        < 10 => Fixed(value, 2),
        < 100 => Fixed(value, 1),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string Fixed(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
