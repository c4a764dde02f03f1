using VirNucPro.Fuzz;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Fuzz;

public sealed class FuzzTests : IDisposable
{
    private const long Inputs = 2500;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Targets => [.. FuzzTargets.All().Select(target => target.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Targets))]
    public void MutatedFilesAreReadOrRefusedWithOneLine(string name)
    {
        var target = FuzzTargets.All().Single(candidate => candidate.Name == name);
        using var run = new FuzzRun(target, seed: 3, _folder.Path);

        var report = run.Execute((long)(Inputs * target.Share), TimeSpan.MaxValue);

        Assert.Empty(report.Failures);
        Assert.Equal((long)(Inputs * target.Share), report.Accepted + report.Refused);
        Assert.NotEqual(0, report.Accepted);
        Assert.NotEqual(0, report.Refused);
    }

    [Fact]
    public void SameSeedMakesTheSameInputs()
    {
        foreach (var target in FuzzTargets.All())
        {
            var inputs = Enumerable.Range(0, 50).Select(i => target.Mutator.Next(new MutationRandom(seed: 9, target.Name, i))).ToArray();
            var again = target.Mutator.Next(new MutationRandom(seed: 9, target.Name, iteration: 49));
            Assert.Equal(inputs[49], again);
            Assert.True(inputs.Select(Convert.ToHexString).Distinct().Count() > 40, $"{target.Name} repeats its inputs.");
        }
    }

    [Fact]
    public void ReaderThatThrowsIsFoundOut()
    {
        var target = Target(_ => throw new InvalidOperationException("oops"));
        using var run = new FuzzRun(target, seed: 1, _folder.Path);

        var report = run.Execute(maximumInputs: 5, TimeSpan.MaxValue);

        Assert.Equal((5L, 0L, 0L), (report.Failed, report.Accepted, report.Refused));
        var failure = Assert.Single(report.Failures);
        Assert.Contains("oops", failure.What, StringComparison.Ordinal);
        Assert.Equal(target.Mutator.Next(new MutationRandom(1, target.Name, iteration: 0)), File.ReadAllBytes(failure.SavedInput));
    }

    [Fact]
    public void ReaderThatAllocatesTooMuchIsFoundOut()
    {
        using var run = new FuzzRun(Target(_ => GC.KeepAlive(new byte[65 << 20])), seed: 1, _folder.Path);
        var failure = Assert.Single(run.Execute(maximumInputs: 1, TimeSpan.MaxValue).Failures);
        Assert.Contains("allocated", failure.What, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusalThatDoesNotNameTheFileIsFoundOut()
    {
        using var run = new FuzzRun(Target(_ => throw new ModelException("Something is wrong.")), seed: 1, _folder.Path);
        var failure = Assert.Single(run.Execute(maximumInputs: 1, TimeSpan.MaxValue).Failures);
        Assert.Contains("does not name the file", failure.What, StringComparison.Ordinal);
    }

    private static FuzzTarget Target(Action<string> read) => new("made-up", "file", new ByteMutator([[1, 2, 3, 4]]), read, new Dictionary<string, byte[]>());
}
