using System.Globalization;

namespace VirNucPro.Pipeline;

/// <summary>One of the parts that a run is divided into, to be computed on machines of their own and merged.</summary>
/// <remarks>
/// Whole shards, dealt out in turns: a shard has the same chunks in however many parts, so its results have the same bits.
/// </remarks>
/// <param name="Number">1 to <paramref name="Count"/>.</param>
/// <param name="Count">Parts of the run.</param>
public sealed record RunPart(int Number, int Count)
{
    /// <summary>Reads <c>I/N</c>, as <c>3/8</c>; null where it is no part.</summary>
    /// <param name="text">The text.</param>
    public static RunPart? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [var number, var count] && Read(number) is { } i && Read(count) is { } n && i <= n ? new RunPart(i, n) : null;
    }

    /// <summary>Whether the part has a shard.</summary>
    /// <param name="shard">Its 0-based index.</param>
    public bool Has(long shard) => shard % Count == Number - 1;

    /// <summary>Shards of the part.</summary>
    /// <param name="shards">Those of the whole run.</param>
    public long CountOf(long shards) => (shards + Count - Number) / Count;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} of {Count}");

    private static int? Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 ? number : null;
}
