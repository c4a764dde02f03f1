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
        string[] table =
        [
            "             DNABERT-S      ESM-2",
            "  rate       154k tokens/s  6,175 tokens/s",
            "  shard 4    done           40 %, 1 s left",
            "  whole run  11 s left      2 s left",
        ];
        Assert.All(table, row => Assert.Contains(row, frame.Split('\n').Select(line => line.TrimEnd())));
        Assert.All(frame.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void UnknownSizeShowsNoShareOfTheRun()
    {
        using var console = Interactive();

        Show(console, null);

        var frame = LastFrame(console);
        Assert.Contains("10 s so far", frame, StringComparison.Ordinal);
        Assert.Contains("3 shards, 12 sequences", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("%", frame.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("shard 4", frame, StringComparison.Ordinal);
        Assert.DoesNotContain("whole run", frame, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatHasNotBegunIsLeftOut()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(2));
        pace.Add(new RunProgress("Predicting", 0.1, 0, 0, 0)
        {
            Devices = 1,
            Encoders = [new("DNABERT-S", 500, TimeSpan.FromSeconds(2), 0.2), new("ESM-2", 0, TimeSpan.Zero, 0)],
            UnderWay = [new("cpu", 1, [1000, 2000], [500, 0])],
        });

        Assert.Equal("", ProgressText.Results(pace));
        Assert.Equal("DNABERT-S 250 tokens/s, 8 s left", ProgressText.Encoders(pace));
        Assert.Equal(
            [["", "DNABERT-S", "ESM-2"], ["rate", "250 tokens/s", ""], ["shard 1", "50 %, 2 s left", "0 %"], ["whole run", "8 s left", ""]],
            ProgressText.EncoderTable(pace));
    }

    [Fact]
    public void EachOfAFewDevicesHasItsRow() => Assert.Equal(
        [
            ["", "ESM-2"],
            ["rate", "2,000 tokens/s"],
            ["shard 5 on cuda:0", "25 %, 1 s left"],
            ["shard 6 on cuda:1", "37 %, 1 s left"],
            ["whole run", "4 s left"],
        ],
        ProgressText.EncoderTable(OnDevices(2)));

    [Fact]
    public void ManyDevicesShareARow() => Assert.Equal(
        [["", "ESM-2"], ["rate", "5,000 tokens/s"], ["5 shards", "50 %, 1 s left"], ["whole run", "1 s left"]],
        ProgressText.EncoderTable(OnDevices(5)));

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
            display.Report(new RunProgress("Predicting", second / 100.0, 1, second, 6 * second)
            {
                Devices = 1,
                Encoders =
                [
                    new("DNABERT-S", 100 * second, TimeSpan.FromSeconds(second * 0.25), second / 100.0),
                    new("ESM-2", 200 * second, TimeSpan.FromSeconds(second * 0.75), second / 100.0),
                ],
            });
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

    private Pace OnDevices(int count)
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Embedding", 0.5, 0, 0, 0)
        {
            Devices = count,
            Encoders = [new("ESM-2", 8_000, TimeSpan.FromSeconds(8), 0.5)],
            UnderWay = [.. Enumerable.Range(0, count).Select(i => new ShardProgress($"cuda:{i}", 5 + i, [2_000], [500 + (250 * i)]))],
        });
        return pace;
    }

    private void Show(TestConsole console, double? fraction) =>
        LiveProgress.Show(console, _time, progress =>
        {
            progress.Report(new RunProgress("Loading models", fraction is null ? null : 0, 0, 0, 0));
            progress.Report(new RunProgress("Predicting", fraction is null ? null : 0, 1, 0, 0));
            _time.Advance(TimeSpan.FromSeconds(10));
            progress.Report(new RunProgress("Predicting", fraction, 12, 1234, 7404)
            {
                Shards = 3,
                Devices = 1,
                Encoders = [new("DNABERT-S", 1_234_567, TimeSpan.FromSeconds(8), 0.42), new("ESM-2", 12_350, TimeSpan.FromSeconds(2), 0.42)],
                UnderWay = [new("cpu", 4, [40_000, 20_000], [40_000, 8_000])],
            });
            return 0;
        });

    private static TestConsole Interactive() => new TestConsole().Interactive().Width(80);

    private static string LastFrame(TestConsole console) =>
        console.Output[console.Output.LastIndexOf("Predicting", StringComparison.Ordinal)..];
}
