namespace VirNucPro.Models;

/// <summary>Scores the joined embeddings of frames.</summary>
public interface IFrameClassifier : IDisposable
{
    /// <summary>Features of one frame: the widths of both encoders added, 3328 for the published models.</summary>
    int InputWidth { get; }

    /// <summary>Scores frames.</summary>
    /// <param name="features">[rows, InputWidth] float32: DNABERT-S first, then ESM-2.</param>
    /// <param name="scores">[rows, 2] float32: column 0 "others", column 1 "virus"; they sum to 1.</param>
    /// <exception cref="DeviceMemoryException">Too many rows for the device.</exception>
    /// <exception cref="DeviceFailedException">Computing failed for another reason.</exception>
    void Score(ReadOnlySpan<float> features, Span<float> scores);
}
