using Microsoft.Playwright;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>The report in a browser's tab, with all that it asks for or complains of.</summary>
public sealed class ReportPage : IAsyncDisposable
{
    private readonly List<string> _requests = [];
    private readonly List<string> _complaints = [];

    private ReportPage(IPage tab) => Tab = tab;

    /// <summary>The tab.</summary>
    public IPage Tab { get; }

    /// <summary>Addresses that were asked for.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Errors and warnings of the console, and exceptions.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    internal static async Task<ReportPage> Open(IPage tab, string address)
    {
        var page = new ReportPage(tab);
        tab.Request += (_, request) => page._requests.Add(request.Url);
        tab.PageError += (_, error) => page._complaints.Add(error);
        tab.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                page._complaints.Add(message.Text);
            }
        };
        await tab.GotoAsync(address);
        await tab.Locator("#table .track svg").First.WaitForAsync();
        return page;
    }

    /// <summary>The ids in the table, from above.</summary>
    public Task<IReadOnlyList<string>> Ids() => Tab.Locator("#table .name").AllInnerTextsAsync();

    /// <summary>Pixels by which the page is wider than the window.</summary>
    public Task<int> Overflow() => Tab.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");

    public async ValueTask DisposeAsync() => await Tab.CloseAsync();
}
