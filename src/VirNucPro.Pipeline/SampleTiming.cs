namespace VirNucPro.Pipeline;

/// <summary>
/// Judges from progress reports how long a frame takes. The first frames are left out where there are others: libtorch
/// needs seconds to warm up. Called by one thread at a time.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="stop">Called when there is enough to judge by.</param>
internal sealed class SampleTiming(TimeProvider time, Action stop) : IProgress<RunProgress>
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    private long _mark = time.GetTimestamp();
    private bool _isLoaded;
    private long _firstFrames;
    private long _frames;
    private TimeSpan _elapsed;

    /// <summary>Time of a frame; null while there is none.</summary>
    public TimeSpan? TimePerFrame => _frames == 0 ? null : _elapsed / (_frames > _firstFrames ? _frames - _firstFrames : _frames);

    /// <inheritdoc/>
    public void Report(RunProgress value)
    {
        // The last report without a token may have waited for the models.
        _isLoaded |= value is { DnabertTokens: > 0 } or { EsmTokens: > 0 } or { Frames: > 0 };
        if (!_isLoaded)
        {
            _mark = time.GetTimestamp();
        }

        if (value.Frames <= _frames)
        {
            return;
        }

        _elapsed = time.GetElapsedTime(_mark);
        _frames = value.Frames;
        if (_firstFrames == 0)
        {
            _firstFrames = _frames;
            _mark = time.GetTimestamp();
        }
        else if (_elapsed >= Enough)
        {
            stop();
        }
    }
}
