using System.Reflection;
using System.Xml.Linq;

namespace VirNucPro.Architecture.Tests;

/// <summary>The projects of the program and the references that they may have.</summary>
internal static class Solution
{
    /// <summary>What each project may use. Cli → Pipeline → (Models, Sequences); Models → Interop.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> AllowedReferences = new Dictionary<string, string[]>
    {
        ["VirNucPro.Cli"] = ["VirNucPro.Pipeline"],
        ["VirNucPro.Interop"] = [],
        ["VirNucPro.Models"] = ["VirNucPro.Interop"],
        ["VirNucPro.Pipeline"] = ["VirNucPro.Models", "VirNucPro.Sequences"],
        ["VirNucPro.Sequences"] = [],
    };

    private static readonly string SourceDirectory = Path.Combine(Fixture.RepositoryRoot, "src");

    // Where the built program lies with all of its assemblies.
    private static readonly string ProgramDirectory = (string)AppContext.GetData("VirNucPro.NativeDirectory")!;

    public static TheoryData<string> Projects => [.. AllowedReferences.Keys];

    /// <summary>The project files in the tree, by project name.</summary>
    public static Dictionary<string, XDocument> ReadProjectFiles() =>
        Directory.EnumerateFiles(SourceDirectory, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, XDocument.Load);

    /// <summary>A project's assembly as the built program uses it.</summary>
    public static Assembly LoadAssembly(string project)
    {
        var name = ReadProjectFiles()[project].Descendants("AssemblyName").SingleOrDefault()?.Value ?? project;
        return Assembly.LoadFrom(Path.Combine(ProgramDirectory, name + ".dll"));
    }
}
