using System.Text;

namespace VirNucPro.Sequences.Tests;

public sealed class FastaWriterTests
{
    [Theory]
    [InlineData("", ">é中\n")]
    [InlineData("ACG", ">é中\nACG\n")]
    [InlineData("ACGT", ">é中\nACGT\n")]
    [InlineData("ACGTA", ">é中\nACGT\nA\n")]
    [InlineData("ACGTACGT", ">é中\nACGT\nACGT\n")]
    public void WrappedLinesEndAtTheWidth(string letters, string expected)
    {
        using var output = new MemoryStream();
        FastaWriter.WriteWrapped(output, "é中", Encoding.ASCII.GetBytes(letters), width: 4);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void OneLineIsOneLineHoweverLong()
    {
        using var output = new MemoryStream();
        FastaWriter.WriteOneLine(output, "s_chunk_1F1", Encoding.ASCII.GetBytes(new string('A', 500)));

        Assert.Equal($">s_chunk_1F1\n{new string('A', 500)}\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void AWidthBelowOneIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FastaWriter.WriteWrapped(Stream.Null, "s", "ACGT"u8, 0));
    }
}
