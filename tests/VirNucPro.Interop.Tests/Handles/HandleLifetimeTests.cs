using System.Runtime.CompilerServices;

namespace VirNucPro.Interop.Tests;

public class HandleLifetimeTests(LibtorchFixture libtorch) : IClassFixture<LibtorchFixture>
{
    private static readonly int[] Protein = [0, 5, 12, 7, 2];

    [Fact]
    public void DisposingTwiceIsHarmless()
    {
        var runtime = libtorch.Open();
        var encoder = TinyEsm2.Load(runtime, TinyEsm2.RandomTensors());
        var classifier = runtime.CreateClassifier(2, 2, LibtorchFixture.Cpu);

        var error = Record.Exception(() =>
        {
            foreach (var owner in new IDisposable[] { encoder, encoder, classifier, classifier, runtime, runtime })
            {
                owner.Dispose();
            }
        });

        Assert.Null(error);
    }

    [Fact]
    public void AnEncoderOutlivesItsDisposedRuntime()
    {
        var runtime = libtorch.Open();
        using var encoder = TinyEsm2.Load(runtime, TinyEsm2.RandomTensors());
        var before = TinyEsm2.Embed(encoder, Protein);

        runtime.Dispose();

        Assert.Equal(before, TinyEsm2.Embed(encoder, Protein));
    }

    [Fact]
    public void ADisposedRuntimeIsReleasedWithItsLastChild()
    {
        NativeMethods.RuntimeCreate(libtorch.Directory, 1, out var runtime).ThrowIfFailed();
        NativeMethods.ClassifierCreate(runtime, 2, 2, DeviceKind.Cpu, 0, out var classifier).ThrowIfFailed();
        classifier.KeepAlive(runtime);

        runtime.Dispose();
        Assert.False(runtime.IsClosed);

        classifier.Dispose();
        Assert.True(runtime.IsClosed);
    }

    [Fact]
    public void ADisposedRuntimeIsUnusableThoughAChildHoldsIt()
    {
        var runtime = libtorch.Open();
        using var classifier = runtime.CreateClassifier(2, 2, LibtorchFixture.Cpu);
        runtime.Dispose();

        Assert.Throws<ObjectDisposedException>(runtime.GetDevices);
        Assert.Throws<ObjectDisposedException>(() => runtime.CreateEncoder(TinyEsm2.Configuration, LibtorchFixture.Cpu, Precision.Fp32));
        Assert.Throws<ObjectDisposedException>(() => runtime.CreateClassifier(2, 2, LibtorchFixture.Cpu));
    }

    [Fact]
    public void ADisposedModelIsUnusable()
    {
        using var runtime = libtorch.Open();
        var encoder = TinyEsm2.Load(runtime, TinyEsm2.RandomTensors());
        var classifier = runtime.CreateClassifier(2, 2, LibtorchFixture.Cpu);
        encoder.Dispose();
        classifier.Dispose();

        Assert.Throws<ObjectDisposedException>(() => TinyEsm2.Embed(encoder, Protein));
        Assert.Throws<ObjectDisposedException>(() => encoder.PutTensor("x", ElementType.F32, [1], new byte[4]));
        Assert.Throws<ObjectDisposedException>(encoder.Seal);
        Assert.Throws<ObjectDisposedException>(() => classifier.Score(new float[2], 1, new float[2]));
        Assert.Throws<ObjectDisposedException>(classifier.Seal);
    }

    [Fact]
    public void AForgottenEncoderIsFreedByTheFinalizer()
    {
        var forgotten = Forget();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(forgotten.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        WeakReference Forget() => new(TinyEsm2.Load(libtorch.Open(), TinyEsm2.RandomTensors()));
    }
}
