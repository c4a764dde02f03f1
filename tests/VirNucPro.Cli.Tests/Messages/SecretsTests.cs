using VirNucPro.Cli.Messages;

namespace VirNucPro.Cli.Tests.Messages;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("proxy http://user:pass@host:3128/ refused", "proxy http://***@host:3128/ refused")]
    [InlineData("--mirror=HTTPS://token@host", "--mirror=HTTPS://***@host")]
    [InlineData("'http://u:p@ss@host/a@b'", "'http://***@host/a@b'")]
    [InlineData("http://u:p@a, socks5://u:p@b", "http://***@a, socks5://***@b")]
    [InlineData("https://host/path@1.fa", "https://host/path@1.fa")]
    [InlineData("read@1 of me@lab", "read@1 of me@lab")]
    public void CredentialsOfAddressesAreMasked(string text, string masked) => Assert.Equal(masked, Secrets.Mask(text));
}
