namespace VirNucPro.Models.Import;

/// <summary>A file as an import read or wrote it.</summary>
/// <param name="Name">A source's file name; for a written file its path in the models folder, with <c>/</c>.</param>
/// <param name="ByteCount">Its size in bytes.</param>
/// <param name="Sha256">SHA-256 of its content, 64 lower-case hexadecimal digits.</param>
public sealed record ManifestFile(string Name, long ByteCount, string Sha256);
