namespace VirNucPro.Fuzz;

/// <summary>An input that a reader did not deal with as it should.</summary>
/// <param name="Target">The reader.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Iteration">Number of the input within the target, from 0.</param>
/// <param name="What">What happened.</param>
/// <param name="SavedInput">Where the input was saved.</param>
internal sealed record FuzzFailure(string Target, ulong Seed, long Iteration, string What, string SavedInput)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Target}, seed {Seed}, iteration {Iteration}: {What}{Environment.NewLine}  input: {SavedInput}";
}
