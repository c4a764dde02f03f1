using Serilog;
using Serilog.Core;
using VirNucPro.Cli.Messages;

namespace VirNucPro.Cli.Tests.Messages;

public sealed class LogFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("virnucpro-").FullName;
    private readonly List<string> _warnings = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LogIsStartedAnew()
    {
        File.WriteAllText(LogPath, "earlier\n");

        Write(append: false, "one", "two");

        Assert.Equal(["one", "two"], Messages());
    }

    [Theory]
    [InlineData("earlier\n")]
    [InlineData("earlier")]
    public void LogOfAResumedRunGoesOn(string earlier)
    {
        File.WriteAllText(LogPath, earlier);

        Write(append: true, "one");

        Assert.Equal(["earlier", "one"], Messages());
    }

    [Fact]
    public void LogThatIsToGoOnNeedNotExist()
    {
        Write(append: true, "one");

        Assert.Equal(["one"], Messages());
        Assert.Empty(_warnings);
    }

    [Fact]
    public void EventsBeforeTheFileIsOpenAreKept()
    {
        using (var log = new LogFile(_warnings.Add))
        {
            var logger = LoggerOf(log);
            logger.Warning("before");
            log.Open(LogPath, append: false);
            logger.Warning("after");
        }

        Assert.Equal(["before", "after"], Messages());
    }

    [Fact]
    public void FullDiskIsToldOnceAndStopsNothing()
    {
        using (var log = new LogFile(_warnings.Add))
        {
            var logger = LoggerOf(log);
            logger.Warning("waited");
            log.Open("/dev/full", append: false);
            logger.Warning("one");
            logger.Warning("two");
        }

        Assert.Matches(@"^The log /dev/full can't be written any more: .*No space left on device.* The run goes on without it\.$", Assert.Single(_warnings));
    }

    private string LogPath => Path.Combine(_folder, "log");

    private void Write(bool append, params string[] messages)
    {
        using var log = new LogFile(_warnings.Add);
        log.Open(LogPath, append);
        foreach (var message in messages)
        {
            LoggerOf(log).Warning("{Text}", message);
        }
    }

    private static Logger LoggerOf(LogFile log) => new LoggerConfiguration().WriteTo.Sink(log).CreateLogger();

    private string[] Messages() => [.. File.ReadAllLines(LogPath).Select(line => line.Split(": ")[^1])];
}
