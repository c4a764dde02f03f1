namespace VirNucPro.Pipeline.Telemetry;

/// <summary>Seconds per stage.</summary>
internal sealed class StageSeconds
{
    private readonly double[] _seconds = new double[PipelineStages.All.Count];

    public double Total => _seconds.Sum();

    public double this[PipelineStage stage]
    {
        get => _seconds[(int)stage];
        set => _seconds[(int)stage] = value;
    }
}
