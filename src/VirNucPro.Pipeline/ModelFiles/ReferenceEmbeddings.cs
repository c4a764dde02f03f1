using System.Globalization;
using System.Text.Json;
using VirNucPro.Models;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What the Python program's encoders gave for the frames of a <see cref="ReferenceCase"/>.</summary>
internal sealed class ReferenceEmbeddings
{
    private const string IdsName = "ids.json";
    private const string DnabertName = "dnabert_f32.npy";
    private const string EsmName = "esm_f32.npy";

    /// <summary>Folder in the case's own where the Python program's arrays may lie, beside those of its re-implementation.</summary>
    private const string VanillaFolderName = "vanilla";

    // With the published weights, VirNucPro's and virnucpro-broad's embeddings of a frame differ by up to 6e-6 in an element,
    // which is 1 - 3.5e-11 as cosine; two frames of one sequence come as near as 1 - 3.6e-3. A wrong kind of GELU shifts
    // elements of the tiny models by 3e-4, and a wrong network far more.
    private const double CosineBar = 0.99999;

    // The bar for FP16 and BF16 encoders wherever this program is compared with the reference.
    private const double ReducedPrecisionCosineBar = 0.9999;

    private readonly string _idsPath;
    private readonly Dictionary<string, int> _rows;
    private readonly NpyMatrix _dnabert;
    private readonly NpyMatrix _esm;

    private ReferenceEmbeddings(string idsPath, string dnabertPath, string esmPath)
    {
        _idsPath = idsPath;
        _rows = ReadIds(idsPath);
        _dnabert = ReadArray(dnabertPath, _rows.Count);
        _esm = ReadArray(esmPath, _rows.Count);
    }

    /// <summary>The files that hold the embeddings of a case, for messages.</summary>
    /// <param name="caseName">Name of the case.</param>
    public static string FilesOf(string caseName) => $"{caseName}/{IdsName}, {caseName}/{DnabertName} and {caseName}/{EsmName}";

    /// <summary>Reads a case's embeddings from a folder.</summary>
    /// <param name="directory">Holds a folder <c>NAME</c> with <c>ids.json</c> and the arrays, or with the latter in <c>NAME/vanilla</c>.</param>
    /// <param name="caseName">Name of the case.</param>
    /// <returns>Null where the folder has neither array.</returns>
    /// <exception cref="RunFailedException">One of the files is missing (<see cref="FailureKind.InputMissing"/>), or they don't belong together (<see cref="FailureKind.BadInput"/>).</exception>
    /// <exception cref="ModelException">An array can't be read.</exception>
    public static ReferenceEmbeddings? Find(string directory, string caseName)
    {
        var folder = Path.Combine(directory, caseName);
        var (ids, dnabert, esm) = (Locate(folder, IdsName), Locate(folder, DnabertName), Locate(folder, EsmName));
        if (dnabert is null && esm is null)
        {
            return null;
        }

        return ids is not null && dnabert is not null && esm is not null
            ? new ReferenceEmbeddings(ids, dnabert, esm)
            : throw new RunFailedException(FailureKind.InputMissing, $"{directory} has embeddings of {caseName}, but not all of {FilesOf(caseName)}.");
    }

    /// <summary>Compares the embeddings of frames, each by the cosine of its angle to the reference's.</summary>
    /// <param name="caseName">Name of the case.</param>
    /// <param name="frames">The frames' names.</param>
    /// <param name="features">[frames, both widths]: DNABERT-S first, then ESM-2.</param>
    /// <param name="dnabertWidth">Width of DNABERT-S.</param>
    /// <param name="precision">Precision of the encoders, as the options write it.</param>
    /// <returns>One check for each encoder.</returns>
    public IEnumerable<VerificationCheck> Compare(
        string caseName, IReadOnlyList<string> frames, IReadOnlyList<float[]> features, int dnabertWidth, string precision)
    {
        yield return Compare($"{caseName}, DNABERT-S embeddings", _dnabert, frames, [.. features.Select(row => row[..dnabertWidth])], precision);
        yield return Compare($"{caseName}, ESM-2 embeddings", _esm, frames, [.. features.Select(row => row[dnabertWidth..])], precision);
    }

    private VerificationCheck Compare(string subject, NpyMatrix reference, IReadOnlyList<string> frames, float[][] embeddings, string precision)
    {
        if (frames.Count == 0 || !_rows.Keys.ToHashSet().SetEquals(frames))
        {
            return ReferenceCheck.Failed(subject, $"the frames are not those of {_idsPath}: the embeddings are of other sequences than the FASTA file");
        }

        var width = embeddings[0].Length;
        if (width != reference.Width)
        {
            return ReferenceCheck.Failed(subject, $"the reference's embeddings have width {reference.Width}, the model's {width}: {ReferenceCheck.OtherWeights}");
        }

        var bar = precision == ReferenceCheck.FullPrecision ? CosineBar : ReducedPrecisionCosineBar;
        var (worst, cosine) = frames
            .Zip(embeddings, (frame, embedding) => (frame, EmbeddingDifference.Of(embedding, reference.Row(_rows[frame])).Cosine))
            .MinBy(row => row.Cosine);
        var detail = string.Create(CultureInfo.InvariantCulture, $"smallest cosine of {frames.Count} embeddings {cosine:0.00000000} at {worst} (bar {bar}, {precision})");
        return cosine >= bar
            ? new(ReferenceCheck.Part, subject, VerificationOutcome.Passed, detail)
            : ReferenceCheck.Failed(subject, $"{detail}: {ReferenceCheck.OtherWeights}");
    }

    private static string? Locate(string folder, string fileName)
    {
        string[] places = [Path.Combine(folder, fileName), Path.Combine(folder, VanillaFolderName, fileName)];
        return Array.Find(places, File.Exists);
    }

    private static Dictionary<string, int> ReadIds(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.GetProperty("ids").EnumerateArray().Select((id, row) => (Id: id.GetString() ?? "", row))
                .ToDictionary(entry => entry.Id, entry => entry.row, StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new RunFailedException(FailureKind.BadInput, $"{path} lists no \"ids\" of different frames: {failure.Message}", failure);
        }
    }

    private static NpyMatrix ReadArray(string path, int frameCount)
    {
        var matrix = NpyMatrix.Read(path);
        return matrix.RowCount == frameCount
            ? matrix
            : throw new RunFailedException(FailureKind.BadInput, $"{path} has {matrix.RowCount} rows, but {IdsName} lists {frameCount} frames.");
    }
}
