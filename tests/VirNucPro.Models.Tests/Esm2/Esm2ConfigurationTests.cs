using VirNucPro.Interop;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Esm2;

public sealed class Esm2ConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SizesAreReadFromTheFile() => Assert.Equal(
        new EncoderConfiguration(EncoderArchitecture.Esm2, 3, 64, 4, 256, 33, true, 1e-5),
        Esm2Configuration.Read(Fixture.Path("esm2/a/config.json")));

    [Theory]
    [InlineData("\"num_hidden_layers\": 3", "\"num_hidden_layers\": \"3\"", "num_hidden_layers")]
    [InlineData("\"hidden_size\": 64", "\"hidden_size\": 0", "hidden_size")]
    [InlineData("\"vocab_size\": 33", "\"vocab_size\": 35", "35")]
    [InlineData("\"position_embedding_type\": \"rotary\"", "\"position_embedding_type\": \"absolute\"", "absolute")]
    [InlineData("\"model_type\": \"esm\"", "\"model_type\": \"bert\"", "bert")]
    [InlineData("\"emb_layer_norm_before\": false", "\"emb_layer_norm_before\": true", "emb_layer_norm_before")]
    [InlineData("\"token_dropout\": true", "\"token_dropout\": 1", "token_dropout")]
    [InlineData("\"layer_norm_eps\": 1e-05,", "", "layer_norm_eps")]
    public void FieldThatAsksForAnotherNetworkIsNamed(string field, string replacement, string fragment)
    {
        var path = _folder.File("config.json");
        var text = File.ReadAllText(Fixture.Path("esm2/a/config.json"));
        Assert.Contains(field, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(field, replacement, StringComparison.Ordinal));

        var failure = Assert.Throws<ModelException>(() => Esm2Configuration.Read(path));
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
    }
}
