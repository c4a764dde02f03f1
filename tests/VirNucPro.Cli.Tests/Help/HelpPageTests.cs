using Snapshooter.Xunit;
using VirNucPro.Cli.Help;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Tests.Help;

public sealed class HelpPageTests
{
    public static TheoryData<string> Topics => ["", "models", "checkpoint", "config", .. CommandCatalog.All.Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Topics))]
    public void PageIsAsReviewed(string topic) =>
        HelpPage.Render(topic).MatchSnapshot($"Help_{(topic.Length == 0 ? "overview" : topic.Replace(' ', '_'))}");

    [Theory]
    [MemberData(nameof(Topics))]
    public void PageFitsIntoEightyColumns(string topic) =>
        Assert.DoesNotContain(HelpPage.Render(topic).Split('\n'), line => line.Length > 79 || line.EndsWith(' '));

    [Fact]
    public void EveryOptionHasItsPlaceAndItsText() =>
        Assert.All(
            CommandCatalog.All.SelectMany(command => command.Options),
            option => Assert.EndsWith(".", option.Attribute.HelpText, StringComparison.Ordinal));
}
