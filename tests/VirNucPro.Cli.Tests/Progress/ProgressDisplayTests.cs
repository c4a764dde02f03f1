using Microsoft.Extensions.Time.Testing;
using Snapshooter.Xunit;
using Spectre.Console.Testing;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Tests.Progress;

public sealed class ProgressDisplayTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void LiveDisplayShowsBarAndCounters()
    {
        using var console = Interactive();

        Show(console, 0.42);

        var frame = LastFrame(console);
        Assert.Contains("Predicting", frame, StringComparison.Ordinal);
        Assert.Contains("42 %, 13 s left", frame, StringComparison.Ordinal);
        Assert.Contains("3 of about 7 shards, 12 sequences, 1,234 chunks (123/s)", frame, StringComparison.Ordinal);
        Assert.Contains("DNABERT-S 123k tokens/s, ESM-2 1,235 tokens/s", frame, StringComparison.Ordinal);
        Assert.All(frame.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void UnknownSizeShowsNoShare()
    {
        using var console = Interactive();

        Show(console, null);

        var frame = LastFrame(console);
        Assert.Contains("10 s so far", frame, StringComparison.Ordinal);
        Assert.Contains("3 shards, 12 sequences", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("%", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNotBegunIsLeftOut()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(2));
        pace.Add(new RunProgress("Predicting", 0.1, 0, 0, 0, 500, 0));

        Assert.Equal(("", "DNABERT-S 250 tokens/s"), ProgressText.Counters(pace));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(90)]
    public void LiveDisplayFitsIntoANarrowTerminal(int width)
    {
        using var console = Interactive().Width(width);

        Show(console, 0.42);

        var lines = LastFrame(console).Split('\n');
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= width, line));
        Assert.Contains(lines, line => line.TrimEnd() == "  3 of about 7 shards, 12 sequences, 1,234 chunks (123/s)");
    }

    [Fact]
    public void ResultOfTheRunComesThrough()
    {
        using var console = Interactive();

        Assert.Equal(42, LiveProgress.Show(console, _time, _ => 42));
    }

    [Fact]
    public void FailureOfTheRunComesThrough()
    {
        using var console = Interactive();

        var failure = Assert.Throws<RunFailedException>(
            () => LiveProgress.Show<int>(console, _time, _ => throw new RunFailedException(FailureKind.BadInput, "no FASTA")));

        Assert.Equal("no FASTA", failure.Message);
    }

    [Fact]
    public void PlainDisplayWritesALineEveryThirtySeconds()
    {
        using var console = new TestConsole();
        var display = new PlainProgress(console, _time);
        for (var second = 0; second <= 95; second++)
        {
            display.Report(new RunProgress("Predicting", second / 100.0, 1, second, 6 * second, 100 * second, 200 * second));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        console.Output.MatchSnapshot();
    }

    [Fact]
    public void LongMessageIsNotWrapped()
    {
        using var console = new TestConsole();
        string path = new('x', 300);

        console.Write(new MessageLine(path));

        Assert.Equal(path + "\n", console.Output);
    }

    private void Show(TestConsole console, double? fraction) =>
        LiveProgress.Show(console, _time, progress =>
        {
            progress.Report(new RunProgress("Loading models", fraction is null ? null : 0, 0, 0, 0, 0, 0));
            progress.Report(new RunProgress("Predicting", fraction is null ? null : 0, 1, 0, 0, 0, 0));
            _time.Advance(TimeSpan.FromSeconds(10));
            progress.Report(new RunProgress("Predicting", fraction, 12, 1234, 7404, 1_234_567, 12_350) { Shards = 3 });
            return 0;
        });

    private static TestConsole Interactive() => new TestConsole().Interactive().Width(80);

    private static string LastFrame(TestConsole console) =>
        console.Output[console.Output.LastIndexOf("Predicting", StringComparison.Ordinal)..];
}
