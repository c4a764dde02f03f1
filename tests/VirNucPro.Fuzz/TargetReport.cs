using System.Globalization;

namespace VirNucPro.Fuzz;

/// <summary>What became of the inputs of one target.</summary>
internal sealed class TargetReport(string target)
{
    public string Target { get; } = target;

    /// <summary>Inputs that were read to the end.</summary>
    public long Accepted { get; set; }

    /// <summary>Inputs that were refused with the documented exception.</summary>
    public long Refused { get; set; }

    /// <summary>Inputs that the reader failed on.</summary>
    public long Failed { get; set; }

    public TimeSpan Elapsed { get; set; }

    public TimeSpan Slowest { get; set; }

    public long SlowestIteration { get; set; }

    public long LargestAllocation { get; set; }

    public long LargestAllocationIteration { get; set; }

    /// <summary>The first failure of each kind.</summary>
    public List<FuzzFailure> Failures { get; } = [];

    public long Inputs => Accepted + Refused + Failed;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Target}: {Inputs} inputs, {Accepted} accepted, {Refused} refused, {Failed} failed; {Inputs / Elapsed.TotalSeconds:F0} inputs/s, slowest {Slowest.TotalMilliseconds:F1} ms (iteration {SlowestIteration}), largest allocation {LargestAllocation / 1048576.0:F2} MiB (iteration {LargestAllocationIteration})");
}
