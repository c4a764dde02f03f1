using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>A comparison as a JSON file.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(SnapshotComparison))]
internal sealed partial class SnapshotComparisonFile : JsonSerializerContext
{
    private static readonly SnapshotComparisonFile Format = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,

        // A figure of an embedding that is not finite is "NaN".
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes a comparison.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="path">The file; it appears when it is complete.</param>
    public static void Write(SnapshotComparison comparison, string path)
    {
        using var file = new PendingFile(path);
        JsonSerializer.Serialize(file.Stream, comparison, Format.SnapshotComparison);
        file.Stream.WriteByte((byte)'\n');
        file.Close();
        file.Publish();
    }
}
