using System.Text.Json;

namespace VirNucPro.Models.Import;

/// <summary>The <c>models.json</c> of a models folder: what was imported into it, from which files.</summary>
/// <param name="Parts">The imported parts, by name.</param>
public sealed record ModelManifest(IReadOnlyList<ManifestPart> Parts)
{
    /// <summary>Its name in the models folder.</summary>
    public const string FileName = "models.json";

    private const int FormatVersion = 1;
    private const string TemporarySuffix = ".partial";

    /// <summary>Fingerprint of the imported DNABERT-S; null where it was not imported.</summary>
    public string? DnabertFingerprint => Find(ModelFolder.DnabertFolderName)?.Fingerprint;

    /// <summary>Fingerprint of the imported ESM-2; null where it was not imported.</summary>
    public string? Esm2Fingerprint => Find(ModelFolder.Esm2FolderName)?.Fingerprint;

    /// <summary>Reads a folder's manifest; no file is hashed.</summary>
    /// <param name="directory">The models folder.</param>
    /// <returns>Null where there is none: the folder was put together by hand.</returns>
    /// <exception cref="ModelException">It is unreadable, or written by a newer version.</exception>
    public static ModelManifest? Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = JsonFile.Open(path);
        var version = file.PositiveInteger("format_version");
        if (version != FormatVersion)
        {
            throw new ModelException($"{path} has format version {version}, but this program knows {FormatVersion}: import the models again, or take the program that wrote it.");
        }

        try
        {
            return new ModelManifest([.. file.Object("parts").Select(part => new ManifestPart(
                part.Name,
                Text(part.Value, "program"),
                Files(part.Value, "sources"),
                Files(part.Value, "files")))]);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelException($"{path} is no list of imported models: {failure.Message} Import them again.", failure);
        }
    }

    /// <summary>What the folder's manifest says of a part.</summary>
    /// <param name="name">As in <see cref="ManifestPart.Name"/>.</param>
    /// <returns>Null where the part was not imported.</returns>
    public ManifestPart? Find(string name) => Parts.FirstOrDefault(part => part.Name == name);

    /// <summary>Fingerprint of the imported classifier for a chunk length in bp; null where it was not imported.</summary>
    public string? ClassifierFingerprint(int chunkLengthBp) => Find(ClassifierName(chunkLengthBp))?.Fingerprint;

    /// <summary>The name of a classifier's part.</summary>
    internal static string ClassifierName(int chunkLengthBp) => $"{ModelFolder.ClassifierFolderName}/{chunkLengthBp}";

    /// <summary>The manifest without a part.</summary>
    internal ModelManifest Without(string name) => new([.. Parts.Where(part => part.Name != name)]);

    /// <summary>The manifest with a part, in place of an older one of its name.</summary>
    internal ModelManifest With(ManifestPart part) =>
        new([.. Without(part.Name).Parts.Append(part).OrderBy(other => other.Name, StringComparer.Ordinal)]);

    /// <summary>Writes it into a models folder; what is there is replaced as a whole.</summary>
    /// <exception cref="IOException">The folder can't be written.</exception>
    internal void Write(string directory)
    {
        var path = Path.Combine(directory, FileName);
        using (var stream = File.Create(path + TemporarySuffix))
        {
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
            json.WriteStartObject();
            json.WriteNumber("format_version", FormatVersion);
            json.WriteStartObject("parts");
            foreach (var part in Parts)
            {
                json.WriteStartObject(part.Name);
                json.WriteString("program", part.Program);
                json.WriteString("fingerprint", part.Fingerprint);
                WriteFiles(json, "sources", part.Sources);
                WriteFiles(json, "files", part.Files);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        File.Move(path + TemporarySuffix, path, overwrite: true);
    }

    private static void WriteFiles(Utf8JsonWriter json, string name, IReadOnlyList<ManifestFile> files)
    {
        json.WriteStartArray(name);
        foreach (var file in files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.ByteCount);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ManifestFile[] Files(JsonElement part, string name) =>
        [.. part.GetProperty(name).EnumerateArray().Select(file => new ManifestFile(
            Text(file, "name"), file.GetProperty("bytes").GetInt64(), Text(file, "sha256")))];

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"\"{name}\" is null.");
}
