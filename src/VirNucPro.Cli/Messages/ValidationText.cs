using System.Globalization;
using Spectre.Console;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline.Validation;

namespace VirNucPro.Cli.Messages;

/// <summary>Shows what a validation found.</summary>
internal static class ValidationText
{
    /// <summary>Writes the verdict, the tables and the warnings.</summary>
    public static void Write(ValidationReport report, IAnsiConsole output)
    {
        var verdict = report.IsValid
            ? "a prediction would go through" + (report.Warnings.Count == 0 ? "" : $", with {Count(report.Warnings.Count, "warning")}")
            : $"a prediction would refuse this, with {Count(report.Problems.Count, "problem")}; the tables count what was read before the first one";
        Line(output, $"{string.Join(", ", report.Inputs)}: {verdict}");
        WriteSequences(report, output);
        WriteLetters(report.Letters, output);
        WriteWork(report, output);
        if (report.Warnings.Count > 0)
        {
            Line(output, "");
        }

        foreach (var warning in report.Warnings)
        {
            Line(output, $"warning: {warning}");
        }
    }

    private static void WriteSequences(ValidationReport report, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable("Sequences", "#");
        table.Add("read", Number(report.Sequences));
        table.Add("empty: get no result", Number(report.EmptySequences));
        table.Add("with the id of an earlier one: get a suffix", Number(report.RenamedSequences));
        if (report.Lengths is { } lengths)
        {
            table.Add("shortest, in bases", Number(lengths.Shortest));
            table.Add("median", lengths.Median.ToString("#,0.#", CultureInfo.InvariantCulture));
            table.Add("longest", Number(lengths.Longest));
            table.Add("all together", Number(lengths.Total));
        }

        table.Write(output);
    }

    private static void WriteLetters(LetterCounts letters, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable("Letters", "#", "#Share");
        Add("A C G T", letters.Acgt);
        Add("N: any base; codons with it are passed over", letters.N);
        Add("other codes of several bases: passed over too", letters.Ambiguous);
        Add("U: passed over too", letters.Uracil);
        Add("no nucleotides: passed over too", letters.Other);
        table.Write(output);

        void Add(string name, long count) => table.Add(
            name,
            Number(count),
            letters.Total == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / letters.Total:0.000} %"));
    }

    private static void WriteWork(ValidationReport report, IAnsiConsole output)
    {
        Line(output, "");
        var table = new TextTable(["Chunk length", .. report.ExpectedWork.Select(work => $"#{work.ExpectedLength}")]);
        Add("sequences of one chunk", work => Number(work.SequencesOfOneChunk));
        Add("sequences without a frame: get no result", work => Number(work.SequencesWithoutFrames));
        Add("chunks", work => Number(work.Chunks));
        Add("chunks without a frame: get no result", work => Number(work.ChunksWithoutFrames));
        Add("frames", work => Number(work.Frames));
        Add("tokens of ESM-2", work => Number(work.EsmTokens));
        if (report.TimeBasis is { } basis)
        {
            Add("tokens of DNABERT-S, about", work => Number(work.DnabertTokens));
            Add($"time on {basis.Device} in {basis.Precision}, about", work => work.Seconds is { } seconds
                ? ProgressText.Duration(TimeSpan.FromSeconds(Math.Ceiling(seconds)))
                : "");
        }

        table.Write(output);
        if (report.TimeBasis is { } measured)
        {
            var demo = measured.IsDemo ? " These are demo models: the real ones take far longer." : "";
            Line(output, string.Create(
                CultureInfo.InvariantCulture,
                $"The time is that of {measured.SampledFrames:N0} of the input's first frames, embedded just now, for all frames, and {measured.LoadingSeconds:0.0} s to load the models.{demo}"));
        }

        void Add(string name, Func<ExpectedWork, string> value) => table.Add([name, .. report.ExpectedWork.Select(value)]);
    }

    private static void Line(IAnsiConsole output, string text) => output.Write(new MessageLine(text));

    private static string Number(long? value) => value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : "";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
