using System.Text.Json;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Report;

public sealed class ReportOfARunTests : IDisposable
{
    private readonly PredictFixture _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void FinishedRunGetsAMissingReportAgainWithTheTimesOfItsFirstSession()
    {
        var input = _run.Input(MadeUpFasta.WithOpenFrames(12, 40));
        _run.Run(new FakeModels(), input);
        var (frames, before) = (_run.Frames, Summary());
        File.Delete(PathOf("report.html"));
        File.Delete(PathOf("summary.json"));

        var again = _run.Run(new FakeModels { BeforeLoad = () => Assert.Fail("A model was loaded.") }, input);

        var after = Summary();
        Assert.True(again.WasFinished);
        Assert.Equal(frames, _run.Frames);
        Assert.True(File.Exists(PathOf("report.html")));
        foreach (var part in (string[])["calls", "counts", "results_depend_on", "models"])
        {
            Assert.Equal(before.GetProperty(part).GetRawText(), after.GetProperty(part).GetRawText());
        }

        Assert.Equal(Tokens(before), Tokens(after));
        Assert.Equal(JsonValueKind.Null, after.GetProperty("throughput").GetProperty("esm2").GetProperty("padding_share").ValueKind);
        Assert.Equal(2, after.GetProperty("run").GetProperty("sessions").GetArrayLength());
        Assert.True(after.GetProperty("run").GetProperty("wall_seconds").GetDouble() >= before.GetProperty("run").GetProperty("wall_seconds").GetDouble());
    }

    [Fact]
    public void ReportIsLeftAloneWhereNothingIsMissing()
    {
        var input = _run.Input(MadeUpFasta.WithOpenFrames(3, 40));
        _run.Run(new FakeModels(), input);
        var before = File.ReadAllBytes(PathOf("report.html"));

        _run.Run(new FakeModels(), input);

        Assert.Equal(before, File.ReadAllBytes(PathOf("report.html")));
    }

    [Fact]
    public void SummaryCountsWhatTheTablesHold()
    {
        _run.Run(new FakeModels(), _run.Input($"{MadeUpFasta.WithOpenFrames(5, 40)}>nothing\n"));

        var counts = Summary().GetProperty("counts");
        Assert.Equal((6, 1), (counts.GetProperty("sequences").GetInt32(), counts.GetProperty("empty_sequences").GetInt32()));
        Assert.Equal(_run.Frames.Count(letter => letter == '\n') - 1, counts.GetProperty("frames").GetInt32());
        Assert.Equal(_run.Chunks.Split("\tTrue\t").Length - 1, counts.GetProperty("viral_chunks").GetInt32());
    }

    private static long Tokens(JsonElement summary) =>
        summary.GetProperty("throughput").EnumerateObject().Sum(encoder => encoder.Value.GetProperty("tokens").GetInt64());

    private string PathOf(string name) => Path.Combine(_run.Output, name);

    private JsonElement Summary() => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(PathOf("summary.json")));
}
