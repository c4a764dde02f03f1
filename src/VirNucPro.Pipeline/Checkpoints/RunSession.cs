namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>One process's work on a run.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Started">When, UTC, ISO 8601.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Arguments">What it was asked for, for people.</param>
/// <param name="Inputs">The input's files as full paths, and - for standard input: a JSON array.</param>
/// <param name="WallSeconds">Wall time up to the last shard that it added.</param>
/// <param name="Shards">Shards that it added.</param>
internal sealed record RunSession(long Number, string Started, string Version, string Arguments, string Inputs, double WallSeconds, long Shards)
{
    private const string Libtorch = "libtorch ";

    /// <summary>What <see cref="Arguments"/> says.</summary>
    /// <param name="devices">Names of the devices.</param>
    /// <param name="precision">Name of the precision.</param>
    /// <param name="libtorchVersion">Version of libtorch.</param>
    public static string Describe(string devices, string precision, System.Version libtorchVersion) =>
        $"{devices}, {precision}, {Libtorch}{libtorchVersion}";

    /// <summary>The version of libtorch in a description; 0.0 where it has none.</summary>
    /// <param name="arguments">What <see cref="Describe"/> gave.</param>
    public static System.Version LibtorchVersionOf(string arguments) =>
        System.Version.TryParse(arguments.Split(Libtorch)[^1], out var version) ? version : new System.Version(0, 0);
}
