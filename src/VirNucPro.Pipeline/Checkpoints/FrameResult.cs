using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>One open frame of a chunk.</summary>
/// <param name="Frame">Which of the six.</param>
/// <param name="Score">Its scores; null for a frame that could not be scored.</param>
internal readonly record struct FrameResult(ReadingFrame Frame, FrameScore? Score);
