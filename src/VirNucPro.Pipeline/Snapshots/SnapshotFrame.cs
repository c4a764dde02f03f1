namespace VirNucPro.Pipeline.Snapshots;

/// <summary>A frame of a snapshot.</summary>
/// <param name="Chunk">Its chunk, <c>ID_chunk_N</c>.</param>
/// <param name="Frame"><c>F1</c> to <c>R3</c>.</param>
/// <param name="DnaTokens">Tokens of its DNA.</param>
/// <param name="ProteinTokens">Tokens of its protein.</param>
internal readonly record struct SnapshotFrame(string Chunk, string Frame, int DnaTokens, int ProteinTokens);
