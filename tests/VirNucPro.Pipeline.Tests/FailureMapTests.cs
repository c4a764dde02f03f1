using VirNucPro.Models;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests;

public class FailureMapTests
{
    public static TheoryData<Exception, FailureKind> Kinds => new()
    {
        { new SequenceFormatException("x.fa, line 3: odd."), FailureKind.BadInput },
        { new TokenizationException("no token for '*' at position 3."), FailureKind.BadInput },
        { new ModelException("model.safetensors is cut short."), FailureKind.Unavailable },
        { new DeviceMemoryException("ESM-2 on cuda:0: out of memory."), FailureKind.OutOfMemory },
        { new DeviceFailedException("ESM-2", "cuda:0", "1 × 2 tokens", "broken."), FailureKind.General },
        { new InsufficientMemoryException("Array too large."), FailureKind.OutOfMemory },
        { new IOException("Stale file handle."), FailureKind.InputOutput },
        { new IOException("No space.", 28), FailureKind.InputOutput },
        { new UnauthorizedAccessException("Access to the path is denied."), FailureKind.InputOutput },
        { new InvalidOperationException("odd"), FailureKind.General },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EachExceptionHasItsKind(Exception exception, FailureKind kind)
    {
        var failure = Assert.Throws<RunFailedException>(() => FailureMap.Guard<int>("out", () => throw exception));

        Assert.Equal(kind, failure.Kind);
        Assert.Same(exception, failure.InnerException);
    }

    [Fact]
    public void SequenceOfAFailureIsNamed()
    {
        var failure = Assert.Throws<RunFailedException>(() => FailureMap.Guard<int>(
            "out", () => throw new SequenceFailureException("sequence 'a' (record 7)", new DeviceMemoryException("too long."))));

        Assert.Equal(FailureKind.OutOfMemory, failure.Kind);
        Assert.StartsWith("sequence 'a' (record 7): too long. ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LostDevicesAreNamed()
    {
        var failure = Assert.Throws<RunFailedException>(() => FailureMap.Guard<int>(
            "out", () => throw new DeviceFailedException("ESM-2", "cuda:0", "3 × 20 tokens", "broken.")));

        Assert.Equal(FailureKind.General, failure.Kind);
        Assert.Equal(
            "No device is left to compute on: ESM-2 failed on cuda:0 with a batch of 3 × 20 tokens: broken.", failure.Message);
    }

    [Fact]
    public void CancellationAndRunFailuresPassAsTheyAre()
    {
        var original = new RunFailedException(FailureKind.Usage, "no");

        Assert.Throws<OperationCanceledException>(() => FailureMap.Guard<int>("out", () => throw new OperationCanceledException()));
        Assert.Same(original, Assert.Throws<RunFailedException>(() => FailureMap.Guard<int>("out", () => throw original)));
    }
}
