// Tells what a release is made of: sbom.cdx.json (CycloneDX 1.6) and THIRD-PARTY-NOTICES.txt.
//
//   dotnet run packaging/DescribeParts.cs -- ASSETS DIRECTORY VERSION
//
// ASSETS is the project.assets.json of the program, restored for linux-x64; DIRECTORY holds everything else of the release. Of each package
// that lies in it the licence is found in the package, or the program fails. Both files depend on nothing but these, so they are the same every time.
#:property PublishAot=false

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;

if (args is not [var assetsPath, var release, var version])
{
    Console.Error.WriteLine("usage: dotnet run packaging/DescribeParts.cs -- ASSETS DIRECTORY VERSION");
    return 64;
}

const string Target = "net10.0/linux-x64";
const string BillFile = "sbom.cdx.json";
const string NoticesFile = "THIRD-PARTY-NOTICES.txt";
const string FontLicense = "LICENSE-DejaVu.txt";
var assets = JsonNode.Parse(File.ReadAllText(assetsPath))!;
var folder = assets["packageFolders"]!.AsObject().First().Key;
var licenses = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(SourcePath()))!, "licenses");

// Those that bring a file to Linux, and those that the build takes files from by itself.
var runtime = Package.Read(folder, assets["project"]!["frameworks"]!["net10.0"]!["downloadDependencies"]!.AsArray()
    .Where(package => (string?)package!["name"] == "Microsoft.NETCore.App.Runtime.linux-x64")
    .Select(package => $"{package!["name"]}/{((string)package["version"]!).Trim('[', ']').Split(',')[0]}").Single());
var libtorchFiles = FilesOf(release).Where(file => file.StartsWith("libtorch/", StringComparison.Ordinal)).ToArray();
var packages = assets["targets"]![Target]!.AsObject()
    .Where(entry => (string?)entry.Value!["type"] == "package" && (HasFiles(entry.Value["runtime"]) || HasFiles(entry.Value["native"])))
    .Select(entry => Package.Read(folder, entry.Key) with { Files = InRelease(entry.Value!["native"]) })
    .Append(runtime)
    // The program's ELF image, .NET's runtime in itself: the SDK brings it along, in no package, with the runtime's version and licences.
    .Append(runtime with { Name = "Microsoft.NETCore.App.Host.linux-x64", Sha512 = null })
    // The small release has no libtorch.
    .Concat(assets["libraries"]!.AsObject()
        .Where(entry => libtorchFiles.Length > 0 && entry.Key.StartsWith("libtorch-cpu-linux-x64/", StringComparison.Ordinal))
        .Select(entry => Package.Read(folder, entry.Key) with { Files = libtorchFiles }))
    .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase)
    .ToArray();
File.WriteAllText(Path.Combine(release, NoticesFile), Notices());
File.WriteAllText(Path.Combine(release, BillFile), Bill());
return 0;

string Bill()
{
    var components = new JsonArray();
    foreach (var package in packages)
    {
        components.Add(new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = package.Url,
            ["name"] = package.Name,
            ["version"] = package.Version,
            ["hashes"] = package.Sha512 is { } hash ? new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = hash }) : [],
            ["licenses"] = License(package.LicenseId, NoticesFile),
            ["copyright"] = package.Copyright,
            ["purl"] = package.Url,
            ["components"] = FileComponents(package.Files),
        });
    }

    components.Add(new JsonObject
    {
        ["type"] = "data",
        ["bom-ref"] = "DejaVu Sans",
        ["name"] = "DejaVu Sans",
        ["licenses"] = License(null, FontLicense),
        ["components"] = FileComponents([FontLicense]),
    });

    // The rest is virnucpro's own. The bill can't hold its own hash.
    foreach (var file in FileComponents(FilesOf(release).Except([.. packages.SelectMany(package => package.Files), FontLicense, BillFile])))
    {
        components.Add(file!.DeepClone());
    }

    return new JsonObject
    {
        ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["component"] = new JsonObject
            {
                ["type"] = "application",
                ["bom-ref"] = $"virnucpro@{version}",
                ["name"] = "virnucpro",
                ["version"] = version,
                ["licenses"] = License("MIT", "LICENSE"),
            },
        },
        ["components"] = components,
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n";
}

string Notices()
{
    var text = new StringBuilder("virnucpro contains the software below, under the licences that follow each name. virnucpro's own is in LICENSE.\n");
    foreach (var group in packages.GroupBy(LicenseText))
    {
        text.Append('\n').Append('=', 100).Append('\n');
        foreach (var package in group)
        {
            text.Append($"{package.Name} {package.Version} ({package.LicenseId ?? "see below"}): {package.Copyright}\n");
        }

        text.Append(group.Key);
    }

    text.Append('\n').Append('=', 100).Append($"\nDejaVu Sans, the font of pictures (see {FontLicense})\n");
    return text.ToString();
}

JsonArray FileComponents(IEnumerable<string> files) => new(
[
    .. files.Order(StringComparer.Ordinal).Select(file => new JsonObject
    {
        ["type"] = "file",
        ["bom-ref"] = file,
        ["name"] = file,
        ["hashes"] = new JsonArray(new JsonObject
        {
            ["alg"] = "SHA-256",
            ["content"] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(release, file)))),
        }),
    }),
]);

string LicenseText(Package package) => string.Concat(
    (package.LicenseFiles.Count > 0
        ? package.LicenseFiles
        : [Path.Combine(licenses, $"{package.LicenseId ?? throw new InvalidDataException($"{package.Name} names no licence.")}.txt")])
    .Select(file => $"\n{File.ReadAllText(file).ReplaceLineEndings("\n").Trim('\n', '\uFEFF')}\n"));

static bool HasFiles(JsonNode? files) =>
    files?.AsObject().Any(file => !file.Key.EndsWith("_._", StringComparison.Ordinal)) ?? false;

static JsonArray License(string? id, string file) =>
    new(new JsonObject { ["license"] = id is null ? new JsonObject { ["name"] = $"in {file}" } : new JsonObject { ["id"] = id } });

// Native libraries lie beside the program, assemblies in it.
static IReadOnlyList<string> InRelease(JsonNode? native) => [.. native?.AsObject().Select(file => Path.GetFileName(file.Key)) ?? []];

static IEnumerable<string> FilesOf(string folder) =>
    Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file));

static string SourcePath([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;

// A NuGet package as it lies in the packages folder; Files are those of it that lie in the release.
internal sealed record Package(string Name, string Version, string? LicenseId, string Copyright, string? Sha512, IReadOnlyList<string> LicenseFiles)
{
    public IReadOnlyList<string> Files { get; init; } = [];

    public string Url => $"pkg:nuget/{Name}@{Version}";

    public static Package Read(string folder, string key)
    {
        var (name, version) = (key.Split('/')[0], key.Split('/')[1]);
        var directory = Path.Combine(folder, key.ToLowerInvariant());
        var metadata = XDocument.Load(Path.Combine(directory, name.ToLowerInvariant() + ".nuspec")).Root!.Elements().Single();
        string? Value(string element) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value;
        var license = metadata.Elements().FirstOrDefault(e => e.Name.LocalName == "license");
        var hash = Convert.FromBase64String(File.ReadAllText(Directory.EnumerateFiles(directory, "*.nupkg.sha512").Single()));
        return new Package(
            name,
            version,
            (string?)license?.Attribute("type") == "expression" ? license!.Value : null,
            Value("copyright") ?? Value("authors")!,
            Convert.ToHexStringLower(hash),
            [
                .. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
                    .Where(file => IsLicense(Path.GetFileName(file)))
                    .Order(StringComparer.Ordinal),
            ]);
    }

    private static bool IsLicense(string fileName)
    {
        var name = fileName.ToUpperInvariant();
        return Path.GetExtension(name) is ".TXT" or ".MD" or "" && (name.StartsWith("LICEN", StringComparison.Ordinal) || name.Contains("NOTICE", StringComparison.Ordinal));
    }
}
