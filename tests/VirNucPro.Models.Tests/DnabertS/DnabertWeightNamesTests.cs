using VirNucPro.Models.DnabertS;

namespace VirNucPro.Models.Tests.DnabertS;

public sealed class DnabertWeightNamesTests
{
    [Theory]
    [InlineData("encoder.layer.11.mlp.wo.bias", "encoder.layer.11.mlp.wo.bias")]
    [InlineData("bert.encoder.layer.0.attention.self.Wqkv.weight", "encoder.layer.0.attention.self.Wqkv.weight")]
    public void PrefixOfDnabert2IsTakenOff(string name, string native) => Assert.Equal(native, DnabertWeightNames.ToNative(name));

    [Theory]
    [InlineData("pooler.dense.weight")]
    [InlineData("bert.pooler.dense.bias")]
    [InlineData("cls.predictions.decoder.bias")]
    public void PartsThatEmbeddingsDoNotNeedAreLeftOut(string name) => Assert.Null(DnabertWeightNames.ToNative(name));
}
