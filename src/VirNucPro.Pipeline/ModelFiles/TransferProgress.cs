namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>How far files are read, written or fetched, for a display.</summary>
/// <param name="Activity">What is done now; the bytes start anew with another activity.</param>
/// <param name="Detail">More on it, for example the file in work or why it waits; may be empty.</param>
/// <param name="DoneBytes">Bytes of this activity that are done.</param>
/// <param name="TotalBytes">Bytes of this activity; null where they are unknown.</param>
public sealed record TransferProgress(string Activity, string Detail, long DoneBytes, long? TotalBytes);
