namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>What a pass of a whole encoder takes.</summary>
/// <param name="Layers">Its blocks.</param>
/// <param name="Seconds">The time.</param>
internal sealed record EncoderDepth(int Layers, double Seconds)
{
    /// <summary>Follows from passes of two encoders with fewer blocks.</summary>
    /// <param name="layers">Blocks of the deeper one, two or more.</param>
    /// <param name="seconds">Time of its pass.</param>
    /// <param name="secondsOfOne">Time of a pass with one block.</param>
    /// <param name="wholeLayers">Blocks of the whole encoder.</param>
    /// <remarks>What comes once in a pass can't take less than no time, nor more than either pass, but noise can make it seem so.</remarks>
    public static EncoderDepth Of(int layers, double seconds, double secondsOfOne, int wholeLayers)
    {
        var once = Math.Clamp(((layers * secondsOfOne) - seconds) / (layers - 1), 0, Math.Min(secondsOfOne, seconds));
        return new EncoderDepth(wholeLayers, once + ((seconds - once) / layers * wholeLayers));
    }

    /// <summary>Time of a block of the whole encoder over that of a block of one with fewer, each with its part of what comes once.</summary>
    /// <param name="seconds">Time of a pass of the other one.</param>
    /// <param name="layers">Its blocks.</param>
    public double PerLayer(double seconds, int layers) => Seconds / Layers / (seconds / layers);
}
