using VirNucPro.Interop;
using VirNucPro.Models.DnabertS;

namespace VirNucPro.Models.Tests.DnabertS;

public sealed class DnabertConfigurationTests
{
    [Fact]
    public void SizesAreReadFromTheFile() => Assert.Equal(
        new EncoderConfiguration(EncoderArchitecture.DnabertS, 3, 96, 12, 160, 4096, false, 1e-12),
        DnabertConfiguration.Read(Fixture.Path("dnabert/b/config.json")));

    [Fact]
    public void ModelOfAnotherArchitectureIsRefused()
    {
        var failure = Assert.Throws<ModelException>(() => DnabertConfiguration.Read(Fixture.Path("esm2/a/config.json")));
        Assert.Contains("\"model_type\" is esm, but only bert is supported", failure.Message, StringComparison.Ordinal);
    }
}
