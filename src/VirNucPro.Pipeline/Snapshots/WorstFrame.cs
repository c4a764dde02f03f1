namespace VirNucPro.Pipeline.Snapshots;

/// <summary>The largest of many values and its frame; what is not a number is larger than any.</summary>
internal sealed class WorstFrame
{
    /// <summary>The largest value; 0 where there is none.</summary>
    public double Value { get; private set; }

    /// <summary>Its frame.</summary>
    public string Frame { get; private set; } = "";

    /// <summary>Adds a value.</summary>
    public void Add(double value, SnapshotFrame frame)
    {
        if (value > Value || (double.IsNaN(value) && !double.IsNaN(Value)))
        {
            (Value, Frame) = (value, frame.Chunk + frame.Frame);
        }
    }

    /// <summary>Whether any value was larger than a bar.</summary>
    public bool Exceeds(double bar) => !(Value <= bar);
}
