using System.Text.Json;
using System.Text.Unicode;

namespace VirNucPro.Models;

/// <summary>A JSON file of a model folder; what is missing or of the wrong type is named with the file.</summary>
internal sealed class JsonFile : IDisposable
{
    /// <summary>Far beyond any configuration, index or vocabulary: a larger file is something else under a wrong name.</summary>
    private const long MaximumLength = 100_000_000;

    private readonly JsonDocument _document;

    private JsonFile(string path, JsonDocument document)
    {
        Path = path;
        _document = document;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The object that the file holds.</summary>
    public JsonElement Root => _document.RootElement;

    /// <summary>Reads a file whose root is an object.</summary>
    /// <exception cref="ModelException">It is missing, unreadable or not such JSON.</exception>
    public static JsonFile Open(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaximumLength)
            {
                throw new ModelException($"{path} has {length} bytes, more than the {MaximumLength} that a JSON file of a model can have.");
            }

            var text = File.ReadAllBytes(path);
            if (!Utf8.IsValid(text))
            {
                throw new ModelException($"{path} is not valid JSON: it is not UTF-8.");
            }

            var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new JsonFile(path, document);
            }

            document.Dispose();
            throw new ModelException($"{path} holds no JSON object.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The latter is thrown for a name with half a surrogate pair in it.
            throw new ModelException($"{path} is not valid JSON: {failure.Message}", failure);
        }
    }

    /// <summary>The members of an object.</summary>
    /// <exception cref="ModelException">There is no such object.</exception>
    public JsonElement.ObjectEnumerator Object(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject()
            : throw new ModelException($"{Path} has no object \"{name}\".");

    /// <summary>A whole number of at least 1.</summary>
    /// <exception cref="ModelException">There is no such number.</exception>
    public int PositiveInteger(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : throw new ModelException($"{Path} has no positive whole number \"{name}\".");

    /// <summary>A number greater than 0.</summary>
    /// <exception cref="ModelException">There is no such number.</exception>
    public double PositiveNumber(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0
            ? number
            : throw new ModelException($"{Path} has no positive number \"{name}\".");

    /// <summary>A boolean; <paramref name="absent"/> where it is missing or null.</summary>
    /// <exception cref="ModelException">It is something else.</exception>
    public bool Boolean(string name, bool absent) =>
        !Root.TryGetProperty(name, out var value) ? absent : value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => absent,
            _ => throw new ModelException($"{Path}: \"{name}\" is neither true nor false."),
        };

    /// <summary>Refuses a file whose text value <paramref name="name"/> is another than the only one that is supported.</summary>
    /// <exception cref="ModelException">Names both values.</exception>
    public void Require(string name, string supported)
    {
        // As the file writes it: unescaping can fail, and nobody escapes these names.
        var value = Root.TryGetProperty(name, out var element) ? Excerpt(element).Trim('"') : "missing";
        if (value != supported)
        {
            throw new ModelException($"{Path}: \"{name}\" is {value}, but only {supported} is supported.");
        }
    }

    /// <summary>A value as the file writes it, for messages.</summary>
    public static string Excerpt(JsonElement value)
    {
        const int Letters = 80;
        var text = value.GetRawText();
        return text.Length <= Letters ? text : text[..Letters] + "…";
    }

    /// <inheritdoc/>
    public void Dispose() => _document.Dispose();
}
