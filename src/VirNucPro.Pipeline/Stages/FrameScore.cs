namespace VirNucPro.Pipeline.Stages;

/// <summary>The classifier's two outputs for one frame; or, for a chunk, the largest of each over its frames.</summary>
/// <param name="Others">Score of "others".</param>
/// <param name="Virus">Score of "virus".</param>
internal readonly record struct FrameScore(float Others, float Virus)
{
    /// <summary>The frame's own call: a tie is "others", as torch.max takes the first of equals.</summary>
    public bool FrameIsVirus => Virus > Others;

    /// <summary>The chunk's call: a tie is "virus".</summary>
    public bool ChunkIsVirus => Virus >= Others;

    public bool IsFinite => float.IsFinite(Others) && float.IsFinite(Virus);

    /// <summary>The larger of each score.</summary>
    /// <param name="other">Another frame's.</param>
    public FrameScore Max(FrameScore other) => new(Math.Max(Others, other.Others), Math.Max(Virus, other.Virus));
}
