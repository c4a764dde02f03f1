using Microsoft.Playwright;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>The report of one run with demo models, and a browser that opens it, for all tests of a class.</summary>
public sealed class ReportBrowser : IAsyncLifetime, IDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private readonly TemporaryDirectory _directory = new();
    private readonly DemoModels _models = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The sequences by id with their lengths: the genome of phage lambda, and pieces of it.</summary>
    public static IReadOnlyList<(string Id, int LengthBp)> Sequences { get; } =
    [
        ("piece_10", 900), ("lambda", 48_502), ("piece_9", 3000), ("</td><b>piece</b>&amp;_2", 1700), ("Piece_11", 6200),
    ];

    /// <summary>Opens the report.</summary>
    /// <param name="width">Width of the window.</param>
    /// <param name="colors">What the user prefers.</param>
    public async Task<ReportPage> Open(int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var page = await _browser!.NewPageAsync(new BrowserNewPageOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = colors,
        });
        return await ReportPage.Open(page, new Uri(_directory["out/report.html"]).AbsoluteUri);
    }

    public async Task InitializeAsync()
    {
        await _models.InitializeAsync();
        var genome = string.Concat(File.ReadLines(Fixture.LambdaPhage).Skip(1));
        await File.WriteAllTextAsync(
            _directory["pieces.fasta"],
            string.Concat(Sequences.Select((sequence, i) => $">{sequence.Id}\n{genome[^sequence.LengthBp..]}\n")));
        var run = await ProgramRun.Start("predict", _directory["pieces.fasta"], "--models", _models.Path, "-o", _directory["out"]);
        Assert.True(run.ExitCode == 0, run.Errors);

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = FindBrowser(),

            // Chromium's sandbox refuses to work for root, as which containers run.
            Args = ["--no-sandbox"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _playwright?.Dispose();
        _models.Dispose();
        _directory.Dispose();
    }

    private static string FindBrowser() =>
        Names.SelectMany(name => Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"No browser is installed: none of {string.Join(", ", Names)} is on the PATH.");
}
