namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>A part of a models folder, as <c>models.json</c> tells it.</summary>
/// <param name="Name"><c>dnabert-s</c>, <c>esm2</c>, or <c>classifier/</c> and a chunk length in bp.</param>
/// <param name="SourceNames">The files that it was imported from.</param>
/// <param name="SourceBytes">Their size together, in bytes.</param>
/// <param name="Fingerprint">16 hexadecimal digits that differ where any written file differs.</param>
public sealed record ImportedPart(string Name, IReadOnlyList<string> SourceNames, long SourceBytes, string Fingerprint);
