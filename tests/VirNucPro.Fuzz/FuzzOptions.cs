using System.Globalization;

namespace VirNucPro.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="Inputs">Inputs over all targets.</param>
/// <param name="Time">Time over all targets.</param>
/// <param name="Seed">Decides all inputs.</param>
/// <param name="Target">Name of the only target; null for all.</param>
/// <param name="Replay">A saved input to read instead; null for none.</param>
internal sealed record FuzzOptions(long Inputs, TimeSpan Time, ulong Seed, string? Target, string? Replay)
{
    public const string Usage = "Usage: dotnet run --project tests/VirNucPro.Fuzz -c Release -- [--seconds N | --inputs N] [--seed S] [--target T [--replay FILE]]";

    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(365);

    /// <summary>Reads the command line; without a limit a run takes a minute.</summary>
    /// <exception cref="FormatException">An option is unknown or its value is no number.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions(long.MaxValue, TimeSpan.FromMinutes(1), Seed: 1, Target: null, Replay: null);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException($"{arguments[i]} lacks its value. {Usage}");
            options = arguments[i] switch
            {
                "--seconds" => options with { Time = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--inputs" => options with { Inputs = long.Parse(value, CultureInfo.InvariantCulture), Time = NoLimit },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--target" => options with { Target = value },
                "--replay" => options with { Replay = value },
                _ => throw new FormatException($"Unknown option {arguments[i]}. {Usage}"),
            };
        }

        return options;
    }
}
