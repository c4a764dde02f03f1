namespace VirNucPro.Pipeline.Report;

/// <summary>A chunk of a track, or a stretch of chunks.</summary>
/// <param name="FirstChunk">1-based number of the first.</param>
/// <param name="LastChunk">1-based number of the last.</param>
/// <param name="Start">0-based position of the first base.</param>
/// <param name="End">Position after the last base.</param>
/// <param name="Scored">Chunks with a score.</param>
/// <param name="Viral">Chunks called viral.</param>
/// <param name="Others">Mean of max_score_0; 0 where nothing is scored.</param>
/// <param name="Virus">Mean of max_score_1; 0 where nothing is scored.</param>
internal readonly record struct TrackPoint(
    int FirstChunk, int LastChunk, int Start, int End, int Scored, int Viral, double Others, double Virus);
