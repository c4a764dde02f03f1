// Checks that a release tells what it is made of, from nothing but the release: every file of it, and every assembly in its program, is in
// sbom.cdx.json with its hash or its package; nothing is there that the release does not have; THIRD-PARTY-NOTICES.txt names each package.
//
//   dotnet run packaging/CheckParts.cs -- DIRECTORY
//
// Exit code 1 where something differs, with a line for each.
#:property PublishAot=false

using System.Security.Cryptography;
using System.Text.Json.Nodes;

if (args is not [var release])
{
    Console.Error.WriteLine("usage: dotnet run packaging/CheckParts.cs -- DIRECTORY");
    return 64;
}

const string BillFile = "sbom.cdx.json";
var problems = new List<string>();
var components = Components(JsonNode.Parse(File.ReadAllText(Path.Combine(release, BillFile)))!).ToArray();

var listed = components.Where(component => (string?)component["type"] == "file")
    .ToDictionary(component => (string)component["name"]!, component => (string)component["hashes"]![0]!["content"]!);
var there = Directory.EnumerateFiles(release, "*", SearchOption.AllDirectories)
    .Select(file => Path.GetRelativePath(release, file)).Where(file => file != BillFile).ToHashSet();
problems.AddRange(there.Except(listed.Keys).Select(file => $"{file} is in no component"));
problems.AddRange(listed.Keys.Except(there).Select(file => $"{file} is listed, and not in the release"));
problems.AddRange(there.Where(file => listed.TryGetValue(file, out var hash)
        && hash != Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(release, file)))))
    .Select(file => $"{file} has another SHA-256 than listed"));

var (bundled, dependencies) = ReadBundle(Path.Combine(release, "virnucpro"));
var owners = OwnersOfFiles(dependencies);
problems.AddRange(bundled.Where(file => !owners.ContainsKey(file)).Select(file => $"{file} in the program is of no package"));
var packagesInProgram = bundled.Where(owners.ContainsKey).Select(file => owners[file]).Where(owner => owner is not null).Select(owner => owner!).ToHashSet();
// The program itself is the host of the runtime whose assemblies it holds.
packagesInProgram.UnionWith(packagesInProgram.Where(package => package.StartsWith("Microsoft.NETCore.App.Runtime.", StringComparison.Ordinal))
    .Select(package => package.Replace(".Runtime.", ".Host.", StringComparison.Ordinal)).ToArray());

var packages = components.Where(component => component["purl"] is not null)
    .ToDictionary(component => $"{component["name"]}/{component["version"]}", component => component["components"]!.AsArray().Count);
problems.AddRange(packagesInProgram.Except(packages.Keys).Select(package => $"{package} is in the program and in no component"));
problems.AddRange(packages.Where(package => package.Value == 0 && !packagesInProgram.Contains(package.Key))
    .Select(package => $"{package.Key} is listed, and no file in the release or its program is of it"));

var notices = File.ReadAllLines(Path.Combine(release, "THIRD-PARTY-NOTICES.txt"));
problems.AddRange(packages.Keys.Where(package => !notices.Any(line => line.StartsWith($"{package.Replace('/', ' ')} (", StringComparison.Ordinal)))
    .Select(package => $"{package} is not in THIRD-PARTY-NOTICES.txt"));

problems.ForEach(problem => Console.Error.WriteLine($"CheckParts: {problem}"));
if (problems.Count == 0)
{
    Console.WriteLine($"{BillFile} is complete: {packages.Count} packages, {there.Count} files, {bundled.Count} files in the program.");
}

return problems.Count == 0 ? 0 : 1;

static IEnumerable<JsonNode> Components(JsonNode parent) =>
    (parent["components"]?.AsArray() ?? []).SelectMany(component => Components(component!).Prepend(component!));

// What a single-file program holds: the names, and its deps.json. The format is that of .NET 6 and later (Microsoft.NET.HostModel/Bundle).
static (IReadOnlyList<string> Files, JsonNode Dependencies) ReadBundle(string program)
{
    var bytes = File.ReadAllBytes(program);
    var marker = bytes.AsSpan().IndexOf(SHA256.HashData(".net core bundle\n"u8));
    using var reader = new BinaryReader(new MemoryStream(bytes));
    reader.BaseStream.Position = BitConverter.ToInt64(bytes, marker - sizeof(long));
    var (major, _, count) = (reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadInt32());
    if (major != 6)
    {
        throw new InvalidDataException($"{program} is a bundle of version {major}, and only 6 is known here.");
    }

    reader.ReadString();
    var (offset, size) = (reader.ReadInt64(), reader.ReadInt64());
    // The runtime configuration's place, and flags.
    reader.BaseStream.Position += 3 * sizeof(long);
    var files = new List<string>();
    for (var i = 0; i < count; i++)
    {
        // Place, size, compressed size and kind.
        reader.BaseStream.Position += (3 * sizeof(long)) + 1;
        files.Add(reader.ReadString());
    }

    return (files, JsonNode.Parse(bytes.AsSpan((int)offset, (int)size))!);
}

// Name and version of the package that a file in the program is of; null for virnucpro's own.
static Dictionary<string, string?> OwnersOfFiles(JsonNode dependencies)
{
    // The r2r.dll has the machine code of all assemblies.
    var owners = new Dictionary<string, string?> { ["virnucpro.deps.json"] = null, ["virnucpro.runtimeconfig.json"] = null, ["virnucpro.r2r.dll"] = null };
    foreach (var (library, assets) in dependencies["targets"]!.AsObject().SelectMany(target => target.Value!.AsObject()))
    {
        var package = (string?)dependencies["libraries"]![library]!["type"] is "package" or "runtimepack"
            ? library.Replace("runtimepack.", "", StringComparison.Ordinal)
            : null;
        foreach (var file in ((string[])["runtime", "native"]).SelectMany(kind => assets![kind]?.AsObject() ?? []))
        {
            owners[Path.GetFileName(file.Key)] = package;
        }
    }

    return owners;
}
