using System.Globalization;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Collects what the results of a run depend on.</summary>
internal static class RunParameters
{
    // Goes up when the same input, models and options would give other rows than before.
    private const int ResultVersion = 2;
    private const string MinChunks = "min chunks";
    private const string MinViralProportion = "min viral proportion";
    private const string MinNonviralProportion = "min nonviral proportion";

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
        .. Of(options.ContigRules),
        .. models,
    ];

    /// <summary>The parameters that say by which rules sequences are called.</summary>
    /// <param name="rules">The rules.</param>
    public static IReadOnlyList<RunParameter> Of(ContigRules rules) =>
    [
        new(MinChunks, Text(rules.MinChunks)),
        new(MinViralProportion, Text(rules.MinViralProportion)),
        new(MinNonviralProportion, Text(rules.MinNonviralProportion)),
    ];

    /// <summary>Whether a parameter is one of the rules.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsContigRule(string name) => name is MinChunks or MinViralProportion or MinNonviralProportion;

    /// <summary>The rules that a run was made with.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="RunFailedException">They hold no rules: the run is of a version that wrote no contigs.tsv.</exception>
    public static ContigRules RulesOf(IReadOnlyList<RunParameter> parameters) => new()
    {
        MinChunks = int.Parse(ValueOf(parameters, MinChunks), CultureInfo.InvariantCulture),
        MinViralProportion = double.Parse(ValueOf(parameters, MinViralProportion), CultureInfo.InvariantCulture),
        MinNonviralProportion = double.Parse(ValueOf(parameters, MinNonviralProportion), CultureInfo.InvariantCulture),
    };

    private static string ValueOf(IReadOnlyList<RunParameter> parameters, string name) =>
        parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? throw new RunFailedException(
            FailureKind.CheckpointRefused,
            $"{RunLayout.DatabaseName} does not hold the parameter '{name}': an older version of virnucpro made the run. Start it over (--force).");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
