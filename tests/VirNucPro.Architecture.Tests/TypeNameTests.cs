using System.Text.RegularExpressions;

namespace VirNucPro.Architecture.Tests;

public partial class TypeNameTests
{
    public static TheoryData<string> Projects => Solution.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void ATypeIsNamedForTheDomain(string project)
    {
        // The compiler's own types have a '<' in their names.
        var names = Solution.LoadAssembly(project).GetTypes()
            .Select(type => type.FullName!)
            .Where(name => !name.Contains('<', StringComparison.Ordinal));

        Assert.DoesNotContain(names, name => EmptyWord().IsMatch(name));
    }

    [GeneratedRegex("Util|Helper|Manager")]
    private static partial Regex EmptyWord();
}
