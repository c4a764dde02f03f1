using VirNucPro.Models.Fetch;

namespace VirNucPro.Models.Tests.Fetch;

/// <summary>Keeps every report.</summary>
internal sealed class ProgressList(List<FetchProgress> reports) : IProgress<FetchProgress>
{
    public void Report(FetchProgress value) => reports.Add(value);
}
