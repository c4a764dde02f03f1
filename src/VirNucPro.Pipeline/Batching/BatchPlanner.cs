namespace VirNucPro.Pipeline.Batching;

/// <summary>Cuts token sequences into batches: equal lengths together, under a token budget.</summary>
/// <remarks>
/// A batch of equal lengths needs no padding and no mask. What is left of a length after its whole batches stands alone
/// where it fills the device; where not, it takes in just enough rows of the next shorter length to do so.
/// </remarks>
internal static class BatchPlanner
{
    // A row may share a batch with rows up to an eighth longer: within a shard of equal chunks lengths lie so close that
    // padding stays below 1 %, and very different lengths never meet.
    private const int LongestPaddingDivisor = 8;

    /// <summary>Plans the batches, longest sequences first, so that memory is claimed once.</summary>
    /// <param name="lengths">Tokens of each sequence.</param>
    /// <param name="rows">Which sequences to plan.</param>
    /// <param name="budgetTokens">Most tokens of a batch, padding included; a longer sequence is a batch of its own.</param>
    /// <param name="fillTokens">Tokens from which a batch fills the device.</param>
    /// <returns>Sequence numbers of each batch, longest first.</returns>
    public static List<int[]> Plan(
        IReadOnlyList<int> lengths, IEnumerable<int> rows, int budgetTokens, int fillTokens)
    {
        var batches = new List<int[]>();
        var open = new List<int>();
        foreach (var bucket in rows.GroupBy(row => lengths[row]).OrderByDescending(group => group.Key))
        {
            var lengthTokens = bucket.Key;
            int[] equals = [.. bucket];
            var next = 0;
            if (open.Count > 0)
            {
                var width = lengths[open[0]];
                if (width - lengthTokens <= width / LongestPaddingDivisor)
                {
                    var wanted = Math.Min(RowsFor(fillTokens, width), Capacity(budgetTokens, width)) - open.Count;
                    next = Math.Clamp(wanted, 0, equals.Length);
                    open.AddRange(equals[..next]);
                    if (next < wanted)
                    {
                        continue;
                    }
                }

                batches.Add([.. open]);
                open.Clear();
            }

            var capacity = Capacity(budgetTokens, lengthTokens);
            for (; equals.Length - next >= capacity; next += capacity)
            {
                batches.Add(equals[next..(next + capacity)]);
            }

            var rest = equals[next..];
            if (rest.Length >= RowsFor(fillTokens, lengthTokens))
            {
                batches.Add(rest);
            }
            else
            {
                open.AddRange(rest);
            }
        }

        if (open.Count > 0)
        {
            batches.Add([.. open]);
        }

        return batches;
    }

    private static int Capacity(int budgetTokens, int lengthTokens) => Math.Max(1, budgetTokens / lengthTokens);

    private static int RowsFor(int fillTokens, int lengthTokens) => (fillTokens + lengthTokens - 1) / lengthTokens;
}
