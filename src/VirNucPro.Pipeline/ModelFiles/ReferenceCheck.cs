using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Predicts the sequences of a <see cref="ReferenceCase"/> and compares labels, scores and embeddings with the Python program's.</summary>
internal sealed class ReferenceCheck(
    VerificationOptions options,
    Func<string, ComputeOptions, IModelSource> openModels,
    TimeProvider time,
    IProgress<RunProgress>? progress)
{
    /// <summary>The name under which the report lists these checks.</summary>
    public const string Part = "reference";

    /// <summary>The precision of the reference, as the options write it.</summary>
    public const string FullPrecision = "fp32";

    /// <summary>What figures beyond their bars mean.</summary>
    public const string OtherWeights = "these are not the weights that VirNucPro was published with, or they are damaged";

    // VirNucPro's and virnucpro-broad's results for the same rows differ by up to 1.4e-5.
    private const double ScoreBar = 1e-4;

    // The bar for FP16 and BF16 encoders wherever this program is compared with the reference.
    private const double ReducedPrecisionScoreBar = 1e-2;

    /// <summary>Makes the checks.</summary>
    /// <param name="reference">The sequences and their scores.</param>
    /// <param name="inputPath">FASTA file with the sequences.</param>
    /// <param name="embeddings">Their embeddings; null where there are none to compare with.</param>
    /// <param name="cancellation">Stops the prediction.</param>
    /// <exception cref="RunFailedException">The models can't be loaded, or not on this device.</exception>
    public IReadOnlyList<VerificationCheck> Run(
        ReferenceCase reference, string inputPath, ReferenceEmbeddings? embeddings, CancellationToken cancellation)
    {
        RecordingModels? models = null;
        var results = Directory.CreateTempSubdirectory("virnucpro-verify-").FullName;
        try
        {
            var summary = PredictRun.Execute(
                new PredictOptions
                {
                    InputPaths = [inputPath],
                    OutputDirectory = results,
                    ModelsDirectory = options.ModelsDirectory,
                    ExpectedLengthBp = ReferenceCase.ChunkLengthBp,
                    Compute = options.Compute,
                },
                (directory, compute) => models = new RecordingModels(openModels(directory, compute)),
                NullLoggerFactory.Instance,
                time,
                progress,
                cancellation);
            var table = new RunLayout(results, reference.Name, ReferenceCase.ChunkLengthBp).FrameTable;
            string[] rows = [.. File.ReadLines(table).SkipWhile(line => line.StartsWith('#')).Skip(1)];
            var scores = Compare(reference, rows, summary.Precision);

            // Sequences as few as a case's fill one shard, whose frames are recorded in the order of the table.
            return embeddings is null
                ? [scores, new(Part, $"{reference.Name}, embeddings", VerificationOutcome.NotRun, $"not compared: {options.ReferenceDirectory} lacks {ReferenceEmbeddings.FilesOf(reference.Name)}")]
                : [scores, .. embeddings.Compare(reference.Name, [.. rows.Select(row => Parse(row).Frame)], models!.Features, models.DnabertWidth, summary.Precision)];
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    /// <summary>Compares the rows of a frame table with the known ones.</summary>
    /// <param name="reference">The known rows.</param>
    /// <param name="rows">Lines of <c>prediction_results.txt</c> without its header.</param>
    /// <param name="precision">Precision of the encoders, as the options write it.</param>
    public static VerificationCheck Compare(ReferenceCase reference, IReadOnlyList<string> rows, string precision)
    {
        var subject = $"{reference.Name}, labels and scores";
        (string Frame, FrameScore Score)[] found = [.. rows.Select(Parse)];
        if (!found.Select(row => row.Frame).SequenceEqual(reference.Rows.Select(row => row.Frame)))
        {
            return Failed(subject, $"the frames are {string.Join(", ", found.Select(row => row.Frame))} instead of {string.Join(", ", reference.Rows.Select(row => row.Frame))}: the FASTA file is another than the reference's");
        }

        var bar = precision == FullPrecision ? ScoreBar : ReducedPrecisionScoreBar;
        var (worst, difference) = reference.Rows
            .Select((row, i) => (row.Frame, Difference: Math.Max(Math.Abs(row.Score.Others - found[i].Score.Others), Math.Abs(row.Score.Virus - found[i].Score.Virus))))
            .MaxBy(row => row.Difference);
        var labels = reference.Rows.Where((row, i) => row.Score.FrameIsVirus == found[i].Score.FrameIsVirus).Count();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{labels} of {found.Length} labels as the Python program's; largest score difference {difference:0.0e+0} at {worst} (bar {bar:0e+0}, {precision})");
        return labels == found.Length && difference <= bar
            ? new(Part, subject, VerificationOutcome.Passed, detail)
            : Failed(subject, $"{detail}: {OtherWeights}");
    }

    /// <summary>A check of this part that failed.</summary>
    /// <param name="subject">What was checked.</param>
    /// <param name="detail">Why it failed.</param>
    public static VerificationCheck Failed(string subject, string detail) => new(Part, subject, VerificationOutcome.Failed, detail);

    private static (string Frame, FrameScore Score) Parse(string line)
    {
        var fields = line.Split('\t');
        return (fields[0], new FrameScore(float.Parse(fields[2], CultureInfo.InvariantCulture), float.Parse(fields[3], CultureInfo.InvariantCulture)));
    }
}
