using Spectre.Console.Testing;
using VirNucPro.Cli.Messages;

namespace VirNucPro.Cli.Tests.Messages;

public sealed class TextTableTests
{
    [Fact]
    public void ColumnsAreAlignedAndNothingIsWrapped()
    {
        using var console = new TestConsole();
        var table = new TextTable("Name", "#Bytes", "Detail");
        table.Add("a", "7", "short");
        table.Add("longer", "1234", new string('x', 200) + "\nsecond line");

        table.Write(console);

        Assert.Equal(
            "Name    Bytes  Detail\n"
            + "a           7  short\n"
            + $"longer   1234  {new string('x', 200)} second line\n",
            console.Output);
    }

    [Fact]
    public void FieldsCannotSteerTheTerminal()
    {
        using var console = new TestConsole();
        var table = new TextTable("Name");
        table.Add("a\u001b[2J\u202eb");

        table.Write(console);

        Assert.Equal("Name\na\uFFFD[2J\uFFFDb\n", console.Output);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(25_249, "25.2 kB")]
    [InlineData(999_600, "1.00 MB")]
    [InlineData(5_678_000_000, "5.68 GB")]
    [InlineData(123_400_000_000, "123 GB")]
    public void SizesAreSaidInThreeDigits(long bytes, string text) => Assert.Equal(text, ByteCount.Text(bytes));
}
