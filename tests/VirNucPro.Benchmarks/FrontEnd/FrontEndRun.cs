using System.Diagnostics;
using System.Globalization;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>Measures how many reads a second the front end takes, step by step, beside seqkit where it is asked for.</summary>
internal static class FrontEndRun
{
    /// <summary>How it is called.</summary>
    public const string Usage =
        "front-end READS.fa TOKENIZER.json [--threads N] [--rounds N] [--length BP] [--steps STEP,STEP,...] [--seqkit]";

    /// <summary>Runs the rounds, in each of them every step once, and prints the medians.</summary>
    /// <param name="arguments">As <see cref="Usage"/> says.</param>
    public static void Run(string[] arguments)
    {
        var (path, tokenizer) = (arguments[0], arguments[1]);
        var threads = (int)Number("--threads", 1);
        var steps = Text("--steps") is { } names ? names.Split(',').Select(Enum.Parse<FrontEndStep>).ToArray() : Enum.GetValues<FrontEndStep>();
        var pass = new FrontEndPass(path, (int)Number("--length", 300), DnabertTokenizer.Open(tokenizer), new Esm2Tokenizer());
        var measured = steps.ToDictionary(step => step, _ => new List<FrontEndPassFigures>());
        var peer = new List<double>();
        var reads = File.ReadLines(path).LongCount(line => line.StartsWith('>'));

        // The first pass of each step is for the compiler.
        for (var round = 0; round <= Number("--rounds", 3); round++)
        {
            foreach (var step in steps)
            {
                var measurement = pass.Run(step, threads);
                if (round > 0)
                {
                    measured[step].Add(measurement);
                }
            }

            if (round > 0 && arguments.Contains("--seqkit"))
            {
                peer.Add(reads / SeqkitSeconds(path, threads));
            }
        }

        Print($"{reads} reads, {threads} thread(s), {pass.Frames} open frames, {pass.NucleotideTokens} tokens of DNA");
        Print($"{"step",-10} {"reads/s",12} {"bytes/read",11}  collections of generation 0, 1, 2");
        foreach (var (step, measurements) in measured)
        {
            var (gen0, gen1, gen2) = measurements[0].Collections;
            Print($"{step,-10} {Median(measurements.Select(m => m.ReadsPerSecond)),12:N0} {measurements[0].BytesPerRead,11:N0}  {gen0}, {gen1}, {gen2}");
        }

        if (peer.Count > 0)
        {
            Print($"{"seqkit",-10} {Median(peer),12:N0}");
            if (measured.TryGetValue(FrontEndStep.Frames, out var frames))
            {
                Print($"Frames over seqkit: {Median(frames.Zip(peer, (own, other) => own.ReadsPerSecond / other)):N2}");
            }
        }

        double Number(string option, double other) => Text(option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : other;

        string? Text(string option) => Array.IndexOf(arguments, option) is >= 0 and var at ? arguments[at + 1] : null;
    }

    private static double SeqkitSeconds(string path, int threads)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start("seqkit", ["translate", "-j", $"{threads}", "-f", "6", "-o", "/dev/null", path]);
        process.WaitForExit();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"seqkit ended with {process.ExitCode}.");
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
