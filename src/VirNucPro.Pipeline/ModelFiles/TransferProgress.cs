namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>How far files are read, written or fetched, for a display.</summary>
/// <param name="Activity">What is done now, with the file's name.</param>
/// <param name="DoneBytes">Bytes of this file or step that are done.</param>
/// <param name="TotalBytes">Bytes of this file or step; null where they are unknown.</param>
public sealed record TransferProgress(string Activity, long DoneBytes, long? TotalBytes);
