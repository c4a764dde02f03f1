namespace VirNucPro.Interop.Tests;

public sealed class LibtorchLocatorTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("virnucpro-libtorch-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void ARequestedFolderComesBeforeTheEnvironmentAndTheProgram()
    {
        var requested = AddLibtorch("requested");
        var environment = AddLibtorch("environment");
        AddLibtorch("program/libtorch");

        Assert.Equal(requested, LibtorchLocator.Find(requested, environment, InRoot("program")));
    }

    [Fact]
    public void TheEnvironmentComesBeforeTheProgram()
    {
        var environment = AddLibtorch("environment");
        AddLibtorch("program/libtorch");

        Assert.Equal(environment, LibtorchLocator.Find(null, environment, InRoot("program")));
    }

    [Fact]
    public void TheFolderBesideTheProgramIsTheLastChoice()
    {
        var beside = AddLibtorch("program/libtorch");

        Assert.Equal(beside, LibtorchLocator.Find(null, null, InRoot("program")));
    }

    [Fact]
    public void EmptyTextAsksForNothing()
    {
        var beside = AddLibtorch("program/libtorch");

        Assert.Equal(beside, LibtorchLocator.Find("", "", InRoot("program")));
    }

    [Fact]
    public void AFolderWithLibInsideIsEnteredAsInTheOfficialArchive()
    {
        var lib = AddLibtorch("archive/lib");

        Assert.Equal(lib, LibtorchLocator.Find(InRoot("archive"), null, InRoot("program")));
    }

    [Fact]
    public void ARelativePathBecomesAFullOne()
    {
        var requested = AddLibtorch("requested");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, requested);

        Assert.Equal(requested, LibtorchLocator.Find(relative, null, InRoot("program")));
    }

    [Fact]
    public void AWrongRequestIsNeverReplacedByAnotherFolder()
    {
        var environment = AddLibtorch("environment");

        var error = FindMissing(InRoot("nothing"), environment);

        Assert.Equal(
            $"libtorch was not found: {InRoot("nothing")} and its folder lib hold no libtorch_cpu.so; give libtorch's own folder with --libtorch DIR.",
            error.Message);
    }

    [Fact]
    public void AWrongEnvironmentIsNeverReplacedByTheProgram()
    {
        AddLibtorch("program/libtorch");

        var error = FindMissing(null, InRoot("nothing"));

        Assert.Equal(
            $"libtorch was not found: {InRoot("nothing")} (from VIRNUCPRO_LIBTORCH) and its folder lib hold no libtorch_cpu.so; correct the variable or unset it.",
            error.Message);
    }

    [Fact]
    public void WithoutAnyTheMessageNamesThePlaceAndTheRemedy()
    {
        var error = FindMissing(null, null);

        Assert.Equal(
            $"libtorch was not found: {InRoot("program/libtorch")} holds no libtorch_cpu.so; give libtorch's folder with --libtorch DIR or VIRNUCPRO_LIBTORCH, or build again with ./build.sh build.",
            error.Message);
    }

    private NativeException FindMissing(string? requested, string? environment)
    {
        var error = Assert.Throws<NativeException>(() => LibtorchLocator.Find(requested, environment, InRoot("program")));
        Assert.Equal(NativeStatus.LibtorchMissing, error.Status);
        return error;
    }

    private string InRoot(string path) => Path.Combine(_root.FullName, path);

    private string AddLibtorch(string path)
    {
        Directory.CreateDirectory(InRoot(path));
        File.WriteAllBytes(Path.Combine(InRoot(path), "libtorch_cpu.so"), []);
        return InRoot(path);
    }
}
