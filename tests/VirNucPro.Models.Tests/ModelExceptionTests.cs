namespace VirNucPro.Models.Tests;

public sealed class ModelExceptionTests
{
    [Fact]
    public void MessageIsOneLineThatCantSteerATerminal() =>
        Assert.Equal("model.pt: tensor a\uFFFD[31m b\uFFFDé is odd.", new ModelException("model.pt: tensor a\u001b[31m\nb\u202eé is odd.").Message);

    [Fact]
    public void LongMessageKeepsItsStartAndItsEnd()
    {
        var message = new ModelException($"model.pt: {new string('x', 100_000)} Fetch it again.").Message;
        Assert.StartsWith("model.pt: xxx", message, StringComparison.Ordinal);
        Assert.EndsWith("xxx Fetch it again.", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1600, $"The message has {message.Length} letters.");
    }
}
