using System.Text.Json.Nodes;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests.Weights;

public sealed class ModelWeightsTests : IDisposable
{
    private const string FirstShard = "model-00001-of-00002.safetensors";
    private const string SecondShard = "model-00002-of-00002.safetensors";
    private const string Index = "model.safetensors.index.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ShardsAreJoinedByTheirIndex()
    {
        using var source = ModelWeights.Open(Fixture.Path("esm2/a16"));
        Assert.Equal(58, source.Tensors.Count);
        var first = source.Tensors["embeddings.word_embeddings.weight"];
        var second = source.Tensors["encoder.emb_layer_norm_after.weight"];
        Assert.Equal((TensorElementType.Float16, 33 * 64 * 2), (first.ElementType, source.Read(first).Length));
        Assert.Equal((TensorElementType.BFloat16, 64 * 2), (second.ElementType, source.Read(second).Length));
    }

    [Fact]
    public void MissingShardIsNamed()
    {
        CopyShards();
        File.Delete(_folder.File(SecondShard));
        AssertRefused(Index, SecondShard, "not there");
    }

    [Fact]
    public void TensorThatItsShardLacksIsNamed()
    {
        CopyShards();
        File.WriteAllText(_folder.File(Index), $$"""{"weight_map":{"no.such.tensor":"{{FirstShard}}"} }""");
        AssertRefused(Index, FirstShard, "no.such.tensor");
    }

    [Fact]
    public void TensorThatTheIndexDoesNotListIsNamed()
    {
        CopyShards();
        EditMap(map => map.Remove("encoder.emb_layer_norm_after.weight"));
        AssertRefused(Index, "does not list tensor encoder.emb_layer_norm_after.weight", SecondShard);
    }

    [Fact]
    public void TensorThatLiesInTwoShardsIsNamed()
    {
        WriteShard("a.safetensors", "v", "w");
        WriteShard("b.safetensors", "w");
        File.WriteAllText(_folder.File(Index), """{"weight_map":{"v":"a.safetensors","w":"b.safetensors"}}""");
        AssertRefused(Index, "tensor w lies in b.safetensors and again in a.safetensors");
    }

    [Fact]
    public void ShardOfTheSetThatTheIndexDoesNotNameIsNamed()
    {
        WriteShard(FirstShard, "w");
        WriteShard(SecondShard, "v");
        File.WriteAllText(_folder.File(Index), $$"""{"weight_map":{"w":"{{FirstShard}}"} }""");
        AssertRefused(Index, $"names no tensor of {SecondShard}");
    }

    [Fact]
    public void FilesOfOtherSetsAndAnotherTotalSizeAreNoObstacle()
    {
        WriteShard(FirstShard, "w");
        WriteShard(SecondShard, "v");
        WriteShard("model-00001-of-00003.safetensors", "w");
        WriteShard("adapter-00001-of-00002.safetensors", "w");
        WriteShard("other.safetensors", "w");
        File.WriteAllText(_folder.File(Index), $$"""{"metadata":{"total_size":1},"weight_map":{"w":"{{FirstShard}}","v":"{{SecondShard}}"} }""");
        using var source = ModelWeights.Open(_folder.Path);
        Assert.Equal(["v", "w"], source.Tensors.Keys.Order());
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("sub/model.safetensors")]
    public void ShardOutsideTheFolderIsRefused(string shard)
    {
        File.WriteAllText(_folder.File(Index), $$"""{"weight_map":{"w":"{{shard}}"} }""");
        AssertRefused("tensor w", "no file name beside the index");
    }

    [Theory]
    [InlineData("{}", "weight_map")]
    [InlineData("""{"weight_map":{"w":3}}""", "weight_map")]
    [InlineData("""{"weight_map":{"w":"\ud800"}}""", "weight_map")]
    [InlineData("""{"weight_map":{"w":null}}""", "no file name beside the index")]
    [InlineData("""{"weight_map":{"\ud800":"a"}}""", "not valid JSON")]
    [InlineData("""{"weight_map":{"w":"a","w":"b"}}""", "not valid JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("<html>", "not valid JSON")]
    public void UnusableIndexIsNamed(string index, string fragment)
    {
        File.WriteAllText(_folder.File(Index), index);
        AssertRefused(Index, fragment);
    }

    [Fact]
    public void FolderWithoutWeightsSaysWhatBelongsThere() => AssertRefused(_folder.Path, "model.safetensors", "pytorch_model.bin", ".index.json", "esm2_*.pt");

    private void CopyShards()
    {
        foreach (var name in (ReadOnlySpan<string>)[FirstShard, SecondShard, Index])
        {
            File.Copy(Fixture.Path($"esm2/a16/{name}"), _folder.File(name));
        }
    }

    private void EditMap(Action<JsonObject> edit)
    {
        var index = JsonNode.Parse(File.ReadAllText(_folder.File(Index)))!;
        edit(index["weight_map"]!.AsObject());
        File.WriteAllText(_folder.File(Index), index.ToJsonString());
    }

    private void WriteShard(string fileName, params ReadOnlySpan<string> tensors)
    {
        var writer = new SafetensorsWriter();
        foreach (var name in tensors)
        {
            writer.Add(name, [1], [1]);
        }

        writer.Write(_folder.File(fileName));
    }

    private void AssertRefused(params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(() => ModelWeights.Open(_folder.Path));
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }
}
