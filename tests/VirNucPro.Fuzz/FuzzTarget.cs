namespace VirNucPro.Fuzz;

/// <summary>One reader and what it is fed.</summary>
/// <param name="Name">As on the command line.</param>
/// <param name="FileName">Name that the input gets in the folder where it is read.</param>
/// <param name="Mutator">Makes the inputs.</param>
/// <param name="Read">Reads all of the file whose path it is given; throws nothing but <c>ModelException</c> or <c>SequenceFormatException</c>.</param>
/// <param name="Companions">Files that lie beside the input, by name.</param>
/// <param name="Share">Its part of the inputs of a run.</param>
internal sealed record FuzzTarget(
    string Name,
    string FileName,
    IMutator Mutator,
    Action<string> Read,
    IReadOnlyDictionary<string, byte[]> Companions,
    double Share = 1);
