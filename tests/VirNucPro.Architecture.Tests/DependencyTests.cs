namespace VirNucPro.Architecture.Tests;

public class DependencyTests
{
    public static TheoryData<string> Projects => Solution.Projects;

    [Fact]
    public void TheSourceFolderHoldsTheProjectsOfTheArchitecture() =>
        Assert.Equal(Solution.AllowedReferences.Keys.Order(), Solution.ReadProjectFiles().Keys.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void AProjectFileReferencesWhatTheArchitectureAllows(string project)
    {
        var references = Solution.ReadProjectFiles()[project]
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(Solution.AllowedReferences[project], references.Order());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void AnAssemblyUsesNothingBeyondItsProjectsReferences(string project)
    {
        var used = Solution.LoadAssembly(project)
            .GetReferencedAssemblies()
            .Select(assembly => assembly.Name!)
            .Where(Solution.AllowedReferences.ContainsKey);

        Assert.Empty(used.Except(Solution.AllowedReferences[project]));
    }
}
