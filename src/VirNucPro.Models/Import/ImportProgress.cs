namespace VirNucPro.Models.Import;

/// <summary>How far an import has come.</summary>
/// <param name="FileName">The file that is being read or written, for example <c>esm2/model.safetensors</c>.</param>
/// <param name="DoneBytes">Bytes hashed and written so far.</param>
/// <param name="TotalBytes">Bytes to hash and write in all.</param>
public readonly record struct ImportProgress(string FileName, long DoneBytes, long TotalBytes);
