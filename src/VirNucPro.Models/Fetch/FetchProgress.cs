namespace VirNucPro.Models.Fetch;

/// <summary>How far a fetch is.</summary>
/// <param name="FileName">The file in work, with its part's folder: <c>esm2/config.json</c>.</param>
/// <param name="FileNumber">Its number, from 1.</param>
/// <param name="FileCount">Files known by now; grows when an index names its shards.</param>
/// <param name="DoneBytes">Bytes of this file that are on the disk.</param>
/// <param name="TotalBytes">Bytes of this file; null while the server has not said.</param>
/// <param name="Notice">Why the download waits, in one line; null while it runs.</param>
public sealed record FetchProgress(string FileName, int FileNumber, int FileCount, long DoneBytes, long? TotalBytes, string? Notice = null);
