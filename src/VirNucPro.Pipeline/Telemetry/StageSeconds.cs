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

    /// <summary>The seconds of both, stage by stage.</summary>
    /// <param name="other">The others.</param>
    public StageSeconds Plus(StageSeconds other)
    {
        var sum = new StageSeconds();
        foreach (var stage in PipelineStages.All)
        {
            sum[stage] = this[stage] + other[stage];
        }

        return sum;
    }
}
