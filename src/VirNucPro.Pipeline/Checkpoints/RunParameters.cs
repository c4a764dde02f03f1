using System.Globalization;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Collects what the results of a run depend on.</summary>
internal static class RunParameters
{
    // Goes up when the same input, models and options would give other rows than before.
    private const int ResultVersion = 1;

    /// <summary>The parameters, in the order in which they are shown.</summary>
    /// <param name="options">The options.</param>
    /// <param name="devices">Their precision counts; the devices do not.</param>
    /// <param name="models">The models' files by content.</param>
    public static IReadOnlyList<RunParameter> Of(PredictOptions options, RunDevices devices, IReadOnlyList<RunParameter> models) =>
    [
        new("result version", Text(ResultVersion)),
        new("chunk length", $"{Text(options.ExpectedLengthBp)} bp"),
        new("shard size", $"{Text(options.ShardChunks)} chunks"),
        new("precision", devices.PrecisionName),
        .. models,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
