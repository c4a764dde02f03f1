using System.Text;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests.Weights;

public sealed class WeightsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "is a web page, not the weights")]
    [InlineData("\uFEFF\r\n <HTML>", "is a web page, not the weights")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n", "git lfs pull")]
    [InlineData("version 2 of something else", "no safetensors file")]
    [InlineData("<weights>", "no safetensors file")]
    [InlineData("", "only 0 bytes")]
    public void WhatIsSavedInPlaceOfWeightsIsNamed(string content, string fragment)
    {
        foreach (var name in (ReadOnlySpan<string>)["model.safetensors", "500_model.pth"])
        {
            File.WriteAllBytes(_folder.File(name), Encoding.UTF8.GetBytes(content));

            var failure = Assert.Throws<ModelException>(() => WeightsFile.Open(_folder.File(name)));

            Assert.StartsWith(_folder.File(name), failure.Message, StringComparison.Ordinal);
            Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WebPageAmongTheShardsIsNamed()
    {
        const string Shard = "model-00001-of-00001.safetensors";
        File.WriteAllText(_folder.File(Shard), "<html>");
        File.WriteAllText(_folder.File("model.safetensors.index.json"), $$"""{"weight_map":{"w":"{{Shard}}"} }""");

        var failure = Assert.Throws<ModelException>(() => WeightsFile.Open(_folder.File("model.safetensors.index.json")));

        Assert.StartsWith($"{_folder.File(Shard)} is a web page", failure.Message, StringComparison.Ordinal);
    }
}
