namespace VirNucPro.Fuzz;

/// <summary>Makes inputs out of a corpus.</summary>
internal interface IMutator
{
    /// <summary>One input.</summary>
    /// <param name="random">Decides everything about it.</param>
    byte[] Next(MutationRandom random);
}
