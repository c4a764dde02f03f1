using System.Diagnostics;
using System.Globalization;
using System.Text;
using VirNucPro.Models.DnabertS;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>Measures DNABERT-S's tokenizer on lines of text, as <c>hugging-face.mjs</c> measures the original.</summary>
internal static class TokenizerRun
{
    private const int Rounds = 5;

    /// <summary>How it is called.</summary>
    public const string Usage = "tokenizer LINES.txt TOKENIZER.json [THREADS]";

    /// <summary>Encodes all lines some times and prints the median rate, and a sum over all ids that tells whether both agree.</summary>
    /// <param name="arguments">As <see cref="Usage"/> says.</param>
    public static void Run(string[] arguments)
    {
        byte[][] lines = [.. File.ReadLines(arguments[0]).Select(Encoding.ASCII.GetBytes)];
        var tokenizer = DnabertTokenizer.Open(arguments[1]);
        var threads = arguments.Length > 2 ? int.Parse(arguments[2], CultureInfo.InvariantCulture) : 1;
        var ids = new int[lines.Length][];
        var rates = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            if (threads == 1)
            {
                for (var i = 0; i < lines.Length; i++)
                {
                    ids[i] = tokenizer.Encode(lines[i]);
                }
            }
            else
            {
                Parallel.For(0, lines.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => ids[i] = tokenizer.Encode(lines[i]));
            }

            // The first round is for the compiler.
            if (round > 0)
            {
                rates.Add(ids.Sum(line => (double)line.Length) / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        var tokens = ids.Sum(line => (long)line.Length);
        long sum = 0;
        foreach (var id in ids.SelectMany(line => line))
        {
            sum = ((sum * 31) + id) % 1_000_003;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"virnucpro, {threads} thread(s)",-32} {rates.Order().ElementAt(Rounds / 2),14:N0} tokens/s    {tokens} tokens, sum {sum}"));
    }
}
