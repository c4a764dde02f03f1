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
    private const string ResultVersionName = "result version";
    private const string ChunkLength = "chunk length";
    private const string ShardSize = "shard size";
    private const string Precision = "precision";
    private const string Part = "part";
    private const string Models = "models";
    private const string DemoModels = "demo models";
    private const string MinChunks = "min chunks";
    private const string MinViralProportion = "min viral proportion";
    private const string MinNonviralProportion = "min nonviral proportion";

    /// <summary>The parameters, in the order in which they are shown.</summary>
    /// <param name="options">The options.</param>
    /// <param name="devices">Their precision counts; the devices do not.</param>
    /// <param name="models">The models' files by content.</param>
    /// <param name="isDemo">Whether they are demo models.</param>
    public static IReadOnlyList<RunParameter> Of(
        PredictOptions options, RunDevices devices, IReadOnlyList<RunParameter> models, bool isDemo) =>
    [
        new(ResultVersionName, Text(ResultVersion)),
        new(ChunkLength, $"{Text(options.ExpectedLengthBp)} bp"),
        new(ShardSize, $"{Text(options.ShardChunks)} chunks"),
        new(Precision, devices.PrecisionName),
        .. Of(options.ContigRules),
        .. models,
        .. isDemo ? (RunParameter[])[new(Models, DemoModels)] : [],
        .. options.Part is { } part ? (RunParameter[])[new(Part, part.ToString())] : [],
    ];

    /// <summary>The part that a run is; null for a whole run.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <exception cref="DamagedDataException">They name no possible part.</exception>
    public static RunPart? PartOf(IReadOnlyList<RunParameter> parameters) =>
        parameters.FirstOrDefault(parameter => parameter.Name == Part) is not { Value: var value } ? null
        : RunPart.Parse(value.Replace(" of ", "/", StringComparison.Ordinal)) ?? throw new DamagedDataException($"'{value}' is no part of a run");

    /// <summary>What the whole run has of the parameters of one of its parts.</summary>
    /// <param name="parameters">The part's parameters.</param>
    public static IReadOnlyList<RunParameter> OfWhole(IReadOnlyList<RunParameter> parameters) =>
        [.. parameters.Where(parameter => parameter.Name != Part)];

    /// <summary>Whether a run was made with demo models.</summary>
    /// <param name="parameters">Its parameters.</param>
    public static bool AreOfDemo(IReadOnlyList<RunParameter> parameters) => parameters.Contains(new RunParameter(Models, DemoModels));

    /// <summary>The SHA-256 of the models that a run was made with.</summary>
    /// <param name="parameters">Its parameters.</param>
    public static IReadOnlyList<RunParameter> ModelsOf(IReadOnlyList<RunParameter> parameters) =>
        [.. parameters.Where(parameter => !IsOption(parameter.Name))];

    /// <summary>The options that results depend on, as a run was made with them.</summary>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="options">The options beside these.</param>
    /// <exception cref="RunFailedException">An option is not among the parameters.</exception>
    public static PredictOptions Apply(IReadOnlyList<RunParameter> parameters, PredictOptions options) => options with
    {
        ExpectedLengthBp = NumberOf(parameters, ChunkLength),
        ShardChunks = NumberOf(parameters, ShardSize),
        Compute = options.Compute with { Precision = ValueOf(parameters, Precision) },
        ContigRules = RulesOf(parameters),
    };

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

    /// <summary>The parameters in which two runs differ, with their values for people.</summary>
    /// <param name="first">Those of one.</param>
    /// <param name="second">Those of the other.</param>
    public static IReadOnlyList<(string Name, string First, string Second)> Differences(
        IReadOnlyList<RunParameter> first, IReadOnlyList<RunParameter> second) =>
    [
        .. first.Concat(second).Select(parameter => parameter.Name).Distinct()
            .Select(name => (name, First: Find(first, name), Second: Find(second, name)))
            .Where(parameter => parameter.First != parameter.Second)
            .Select(parameter => (parameter.name, Shorten(parameter.First), Shorten(parameter.Second))),
    ];

    private static string Find(IReadOnlyList<RunParameter> parameters, string name) =>
        parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? "none";

    /// <summary>A parameter's value for people: of a SHA-256 the start, which tells files apart.</summary>
    /// <param name="value">The value.</param>
    public static string Shorten(string value) => value.Length == 64 ? $"{value[..12]}…" : value;

    private static bool IsOption(string name) =>
        name is ResultVersionName or ChunkLength or ShardSize or Precision or Part or Models || IsContigRule(name);

    // "500 bp", "1024 chunks"
    private static int NumberOf(IReadOnlyList<RunParameter> parameters, string name) =>
        int.Parse(ValueOf(parameters, name).Split(' ')[0], CultureInfo.InvariantCulture);

    private static string ValueOf(IReadOnlyList<RunParameter> parameters, string name) =>
        parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? throw new RunFailedException(
            FailureKind.CheckpointRefused,
            $"{RunLayout.DatabaseName} does not hold the parameter '{name}': an older version of virnucpro made the run. Start it over (--force).");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
