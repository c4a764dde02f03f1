using VirNucPro.Models.Esm2;

namespace VirNucPro.Models.Tests.Esm2;

public sealed class Esm2WeightNamesTests
{
    [Theory]
    [InlineData("esm.encoder.layer.35.attention.self.query.weight", "encoder.layer.35.attention.self.query.weight")]
    [InlineData("encoder.emb_layer_norm_after.bias", "encoder.emb_layer_norm_after.bias")]
    [InlineData("esm.embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight")]
    public void PrefixOfTheLanguageModelIsTakenOff(string name, string native) => Assert.Equal(native, Esm2WeightNames.ToNative(name));

    [Theory]
    [InlineData("lm_head.dense.weight")]
    [InlineData("esm.contact_head.regression.weight")]
    [InlineData("contact_head.regression.bias")]
    [InlineData("pooler.dense.weight")]
    [InlineData("esm.embeddings.position_ids")]
    [InlineData("embeddings.position_embeddings.weight")]
    public void PartsThatEmbeddingsDoNotNeedAreLeftOut(string name) => Assert.Null(Esm2WeightNames.ToNative(name));
}
