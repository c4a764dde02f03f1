using Microsoft.Playwright;

namespace VirNucPro.EndToEnd.Tests;

public sealed class ReportTests(ReportBrowser browser) : IClassFixture<ReportBrowser>
{
    private const string Hostile = "</td><b>piece</b>&amp;_2";

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task ReportFitsAndNeedsNothingElse(int width, ColorScheme colors)
    {
        await using var page = await browser.Open(width, colors);

        Assert.Equal(ReportBrowser.Sequences.Count, (await page.Ids()).Count);
        Assert.Equal(0, await page.Overflow());
        await page.Tab.GetByText("Numbers").First.ClickAsync();
        await page.Tab.Locator("#table .name").First.ClickAsync();
        Assert.Equal(0, await page.Overflow());
        Assert.Equal(page.Tab.Url, Assert.Single(page.Requests));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task ColoursFollowTheUsersPreference()
    {
        await using var light = await browser.Open();
        await using var dark = await browser.Open(colors: ColorScheme.Dark);

        Assert.NotEqual(await Background(light), await Background(dark));

        static Task<string> Background(ReportPage page) => page.Tab.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [Fact]
    public async Task TableSortsByWhatIsClicked()
    {
        await using var page = await browser.Open();

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Length (bp)" }).ClickAsync();
        Assert.Equal(ReportBrowser.Sequences.OrderByDescending(sequence => sequence.LengthBp).Select(sequence => sequence.Id), await page.Ids());
        Assert.Equal("descending", await SortOf("length"));

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Length (bp)" }).ClickAsync();
        Assert.Equal(ReportBrowser.Sequences.OrderBy(sequence => sequence.LengthBp).Select(sequence => sequence.Id), await page.Ids());

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Sequence", Exact = true }).ClickAsync();
        Assert.Equal([Hostile, "lambda", "piece_9", "piece_10", "Piece_11"], await page.Ids());
        Assert.Equal(("ascending", null), (await SortOf("id"), await SortOf("length")));

        Task<string?> SortOf(string key) => page.Tab.Locator($"#table th[data-key={key}]").GetAttributeAsync("aria-sort");
    }

    [Fact]
    public async Task SearchAndFilterNarrowTheTable()
    {
        await using var page = await browser.Open();

        await page.Tab.GetByLabel("Search by name").FillAsync("PIECE_1");
        Assert.Equal(["Piece_11", "piece_10"], (await page.Ids()).Order(StringComparer.Ordinal));
        Assert.StartsWith("1–2 of 2", await page.Tab.Locator("#status").InnerTextAsync(), StringComparison.Ordinal);

        await page.Tab.GetByLabel("Search by name").FillAsync("<b>");
        Assert.Equal([Hostile], await page.Ids());

        await page.Tab.GetByLabel("Search by name").FillAsync("nowhere");
        Assert.Equal("No sequence fits.", await page.Tab.Locator("#table tbody").InnerTextAsync());
    }

    [Fact]
    public async Task TooltipTellsTheChunkUnderThePointer()
    {
        await using var page = await browser.Open();
        await page.Tab.GetByLabel("Search by name").FillAsync("lambda");

        // Scrolling hides the tip, and the page hears of it in its next frame only.
        var track = page.Tab.Locator("#table td.track svg");
        await track.ScrollIntoViewIfNeededAsync();
        await page.Tab.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await track.HoverAsync(new() { Position = new() { X = 1, Y = 10 } });

        var tip = page.Tab.Locator("#tip");
        await tip.WaitForAsync();
        Assert.StartsWith("chunk 1 of 98", await tip.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("bases 1–500", await tip.InnerTextAsync(), StringComparison.Ordinal);
        await page.Tab.Keyboard.PressAsync("Escape");
        await tip.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    [Fact]
    public async Task ArrowKeysGoAlongAnOpenTrack()
    {
        await using var page = await browser.Open();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "lambda" }).ClickAsync();
        var track = page.Tab.GetByRole(AriaRole.Slider);

        await track.FocusAsync();
        await page.Tab.Keyboard.PressAsync("End");

        Assert.Equal("98", await track.GetAttributeAsync("aria-valuenow"));
        Assert.Contains("48,502", await track.GetAttributeAsync("aria-valuetext"), StringComparison.Ordinal);
        Assert.StartsWith("chunk 98 of 98", await page.Tab.Locator("#tip").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PaperShowsEveryTrackAndNoControl()
    {
        await using var page = await browser.Open();

        Assert.NotEmpty(await page.Tab.PdfAsync(new() { Format = "A4" }));
        await page.Tab.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.False(await page.Tab.Locator("#search").IsVisibleAsync());
        Assert.Equal(ReportBrowser.Sequences.Count, await page.Tab.Locator("#table td.track svg").CountAsync());
        Assert.Empty(page.Complaints);
    }
}
