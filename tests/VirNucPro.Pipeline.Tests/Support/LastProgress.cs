namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Keeps the last report of a run.</summary>
internal sealed class LastProgress : IProgress<RunProgress>
{
    public RunProgress? Last { get; private set; }

    public void Report(RunProgress value) => Last = value;
}
