using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Report;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Report;

public partial class ReportDocumentTests
{
    private const int LargestBytes = 5_000_000;

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("<!--<script>")]
    [InlineData("]]>&amp;\"'`${id}\\")]
    [InlineData("größe_中文_\u2028_\ud83d\ude00_{{data}}")]
    public void HostileIdsStayData(string id)
    {
        var page = Write(MadeUpSequences.Make(1, 3, id));

        var ends = EndOfScript().Count(page);
        Assert.Equal(2, ends);
        using var data = DataOf(page);
        Assert.Equal(id, data.RootElement.GetProperty("sequences")[0].GetProperty("id").GetString());
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingIsLoadedFromElsewhere()
    {
        var page = Write(MadeUpSequences.Make(1, 3));

        Assert.DoesNotMatch(@"(?i)\s(src|href)\s*=|@import|url\((?!#)|fetch\(|XMLHttpRequest|<link", page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page.Replace("${{", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void NoticeOfDemoModelsIsOnThePage()
    {
        var content = new RunContent();
        content.Add(MadeUpSequences.Make(1, 3));

        Assert.Contains(">Demo models: this means nothing.</p>", Write(content, isDemo: true), StringComparison.Ordinal);
        Assert.Contains("role=\"note\"></p>", Write(content), StringComparison.Ordinal);
    }

    [Fact]
    public void TrackIsWrittenAsDistancesAndThousandths()
    {
        using var data = DataOf(Write(MadeUpSequences.Make(1, 3, virus: 1)));

        var track = data.RootElement.GetProperty("sequences")[0].GetProperty("track").EnumerateArray().Select(value => value.GetInt32()).ToList();
        Assert.Equal(12, track.Count);
        Assert.Equal([0, 500, 500], [track[0], track[4], track[8]]);
        Assert.All([0, 4, 8], i => Assert.Equal(1000, track[i + 1] + track[i + 2]));
        Assert.All([0, 4, 8], i => Assert.Equal(1, track[i + 3]));
    }

    [Theory]
    [InlineData(10, 8, 60_000)]
    [InlineData(10_000, 8, 1_200_000)]
    [InlineData(300_000, 1, 700_000)]
    [InlineData(2000, 150, LargestBytes)]
    public void SizeIsBoundedWhateverTheInput(int sequences, int chunks, int largestBytes)
    {
        var content = new RunContent();
        for (var record = 1; record <= sequences; record++)
        {
            content.Add(MadeUpSequences.Make(record, chunks));
        }

        Assert.InRange(Write(content).Length, 1, largestBytes);
    }

    private static string Write(params CalledSequence[] sequences)
    {
        var content = new RunContent();
        foreach (var sequence in sequences)
        {
            content.Add(sequence);
        }

        return Write(content);
    }

    private static string Write(RunContent content, bool isDemo = false)
    {
        using var target = new MemoryStream();
        ReportDocument.Write(target, MadeUpSequences.Facts(content, isDemo), content);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    private static JsonDocument DataOf(string page) => JsonDocument.Parse(Data().Match(page).Groups[1].Value);

    [GeneratedRegex("</script", RegexOptions.IgnoreCase)]
    private static partial Regex EndOfScript();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>")]
    private static partial Regex Data();
}
