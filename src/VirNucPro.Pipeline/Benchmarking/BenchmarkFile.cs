using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>A benchmark's result as a JSON file.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(BenchmarkReport))]
internal sealed partial class BenchmarkFile : JsonSerializerContext
{
    private static readonly BenchmarkFile Format = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        // Letters of other scripts stay as they are, for no browser reads this.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a result.</summary>
    /// <param name="report">The result.</param>
    /// <param name="path">The file; it appears when it is complete.</param>
    public static void Write(BenchmarkReport report, string path)
    {
        using var file = new PendingFile(path);
        JsonSerializer.Serialize(file.Stream, report, Format.BenchmarkReport);
        file.Stream.WriteByte((byte)'\n');
        file.Close();
        file.Publish();
    }

    /// <summary>Reads a result.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFailedException">It does not exist, can't be read, or is no result of a benchmark.</exception>
    public static BenchmarkReport Read(string path)
    {
        BenchmarkReport report;
        try
        {
            using var file = File.OpenRead(path);
            report = JsonSerializer.Deserialize(file, Format.BenchmarkReport) ?? throw Unusable(path, "it holds null");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(FailureKind.InputMissing, $"The earlier result {path} can't be read: {failure.Message}", failure);
        }
        catch (JsonException failure)
        {
            throw Unusable(path, failure.Message.ReplaceLineEndings(" ").TrimEnd('.'), failure);
        }

        var figure = BenchmarkComparison.FiguresOf(report).FirstOrDefault(figure => !(double.IsFinite(figure.Value) && figure.Value > 0));
        return figure is null ? report : throw Unusable(path, $"{figure.Name} is not positive");
    }

    private static RunFailedException Unusable(string path, string reason, Exception? failure = null) => new(
        FailureKind.BadInput,
        $"{path} is no result of a benchmark: {reason}. Give a file that 'virnucpro bench --json' has written.",
        failure);
}
