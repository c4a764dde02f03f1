using VirNucPro.Models.Esm2;

namespace VirNucPro.Models.Tests.Esm2;

public sealed class Esm2WeightNamesTests
{
    [Theory]
    [InlineData("esm.encoder.layer.35.attention.self.query.weight", "encoder.layer.35.attention.self.query.weight")]
    [InlineData("encoder.emb_layer_norm_after.bias", "encoder.emb_layer_norm_after.bias")]
    [InlineData("esm.embeddings.word_embeddings.weight", "embeddings.word_embeddings.weight")]
    [InlineData("model.encoder.sentence_encoder.embed_tokens.weight", "embeddings.word_embeddings.weight")]
    [InlineData("encoder.sentence_encoder.layers.0.self_attn.q_proj.weight", "encoder.layer.0.attention.self.query.weight")]
    [InlineData("sentence_encoder.layers.1.self_attn.k_proj.bias", "encoder.layer.1.attention.self.key.bias")]
    [InlineData("encoder.layers.2.self_attn.v_proj.bias", "encoder.layer.2.attention.self.value.bias")]
    [InlineData("layers.35.self_attn.out_proj.weight", "encoder.layer.35.attention.output.dense.weight")]
    [InlineData("layers.35.self_attn.rot_emb.inv_freq", "encoder.layer.35.attention.self.rotary_embeddings.inv_freq")]
    [InlineData("layers.35.self_attn_layer_norm.weight", "encoder.layer.35.attention.LayerNorm.weight")]
    [InlineData("layers.35.fc1.weight", "encoder.layer.35.intermediate.dense.weight")]
    [InlineData("layers.35.fc2.bias", "encoder.layer.35.output.dense.bias")]
    [InlineData("layers.35.final_layer_norm.bias", "encoder.layer.35.LayerNorm.bias")]
    [InlineData("encoder.sentence_encoder.emb_layer_norm_after.weight", "encoder.emb_layer_norm_after.weight")]
    [InlineData("layers.35.fc3.bias", "layers.35.fc3.bias")]
    [InlineData("layers.x", "layers.x")]
    public void EveryLayoutHasTheSameNativeNames(string name, string native) => Assert.Equal(native, Esm2WeightNames.ToNative(name));

    [Theory]
    [InlineData("lm_head.dense.weight")]
    [InlineData("model.encoder.lm_head.weight")]
    [InlineData("encoder.contact_head.regression.weight")]
    [InlineData("esm.contact_head.regression.weight")]
    [InlineData("contact_head.regression.bias")]
    [InlineData("pooler.dense.weight")]
    [InlineData("esm.embeddings.position_ids")]
    [InlineData("embeddings.position_embeddings.weight")]
    public void PartsThatEmbeddingsDoNotNeedAreLeftOut(string name) => Assert.Null(Esm2WeightNames.ToNative(name));
}
