using Microsoft.Extensions.Time.Testing;

namespace VirNucPro.Pipeline.Tests;

public sealed class SampleTimingTests
{
    private readonly FakeTimeProvider _time = new();
    private int _stops;

    [Fact]
    public void FirstFramesWarmUpTheDevice()
    {
        var timing = new SampleTiming(_time, () => _stops++);
        Report(timing, 60, tokens: 0, frames: 0);
        Assert.Null(timing.TimePerFrame);

        Report(timing, 9, tokens: 100, frames: 0);
        Report(timing, 1, tokens: 200, frames: 5);
        Assert.Equal(TimeSpan.FromSeconds(2), timing.TimePerFrame);

        Report(timing, 4, tokens: 300, frames: 5);
        Report(timing, 1, tokens: 400, frames: 15);
        Report(timing, 100, tokens: 400, frames: 15);
        Assert.Equal(TimeSpan.FromSeconds(0.5), timing.TimePerFrame);
        Assert.Equal(0, _stops);
    }

    [Fact]
    public void LongEnoughIsEnough()
    {
        var timing = new SampleTiming(_time, () => _stops++);
        Report(timing, 30, tokens: 100, frames: 5);
        Report(timing, 19, tokens: 200, frames: 10);
        Assert.Equal(0, _stops);

        Report(timing, 1, tokens: 300, frames: 15);
        Assert.Equal(1, _stops);
        Assert.Equal(TimeSpan.FromSeconds(2), timing.TimePerFrame);
    }

    private void Report(SampleTiming timing, double seconds, long tokens, long frames)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        timing.Report(new RunProgress("Predicting", null, 0, 0, frames, tokens, 0));
    }
}
