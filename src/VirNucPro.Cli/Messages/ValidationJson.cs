using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VirNucPro.Pipeline.Validation;

namespace VirNucPro.Cli.Messages;

/// <summary>The form in which programs get a report.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ValidationReport))]
internal sealed partial class ValidationJson : JsonSerializerContext
{
    /// <summary>The report as JSON, without a line end.</summary>
    public static string Write(ValidationReport report)
    {
        // Quotes and letters of other scripts stay as they are, for no browser reads this.
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        return JsonSerializer.Serialize(report, new ValidationJson(options).ValidationReport);
    }
}
