namespace VirNucPro.Interop.Tests;

public class NativeErrorTests(LibtorchFixture libtorch) : IClassFixture<LibtorchFixture>
{
    [Fact]
    public void EveryThreadReadsItsOwnMessage()
    {
        const int ThreadCount = 4;
        const int FailureCount = 100;
        var mixedUp = new int[ThreadCount];
        using var start = new Barrier(ThreadCount);
        Thread[] threads = [.. Enumerable.Range(0, ThreadCount).Select(number => new Thread(() => Fail(number)))];

        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var thread in threads)
        {
            thread.Join();
        }

        Assert.Equal(new int[ThreadCount], mixedUp);

        void Fail(int number)
        {
            using var encoder = libtorch.Runtime.CreateEncoder(TinyEsm2.Configuration, LibtorchFixture.Cpu, Precision.Fp32);
            start.SignalAndWait();
            for (var i = 0; i < FailureCount; i++)
            {
                var name = $"tensor {i} of thread {number}";
                var error = Assert.Throws<NativeException>(() => encoder.PutTensor(name, ElementType.F32, [1], new byte[4]));
                mixedUp[number] += error.Message.Contains($"'{name}'", StringComparison.Ordinal) ? 0 : 1;
            }
        }
    }

    [Fact]
    public void SuccessThrowsNothing() => Assert.Null(Record.Exception(() => NativeStatus.Ok.ThrowIfFailed()));
}
