namespace VirNucPro.Sequences.Tests;

public sealed class ReferenceFilesTests
{
    private const string OneRecord = "AAACGAAAAGGCGCACGCCGCCAGAAACGACGAACCGCGGCGGAC";

    public static TheoryData<string> OddFiles =>
        [.. Fixture.Json("sequences/odd.json").EnumerateArray().Select(entry => entry.GetProperty("file").GetString()!)];

    [Theory]
    [InlineData("cases.fa", 300)]
    [InlineData("cases.fa", 500)]
    [InlineData("cases_crlf.fa", 300)]
    [InlineData("cases_crlf.fa", 500)]
    [InlineData("cases_oneline.fa", 300)]
    [InlineData("cases_oneline.fa", 500)]
    public void CasesGiveTheFilesOfTheReferenceByteForByte(string input, int chunkLengthBp)
    {
        var run = ReferenceRun.Make(File.OpenRead(Fixture.Path($"sequences/{input}")), chunkLengthBp);

        Assert.Equal(Fixture.Text($"sequences/cases_chunked{chunkLengthBp}.fa"), run.Chunked);
        Assert.Equal(Fixture.Text($"sequences/cases_identified{chunkLengthBp}_nucleotide.fa"), run.Nucleotides);
        Assert.Equal(Fixture.Text($"sequences/cases_identified{chunkLengthBp}_protein.faa"), run.Proteins);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void EndToEndInputGivesTheFilesOfTheReferenceByteForByte(int chunkLengthBp)
    {
        var run = ReferenceRun.Make(File.OpenRead(Fixture.Path("e2e/input.fa")), chunkLengthBp);

        var folder = $"e2e/chunk{chunkLengthBp}";
        Assert.Equal(Fixture.Text($"{folder}/input_chunked{chunkLengthBp}.fa"), run.Chunked);
        Assert.Equal(Fixture.Text($"{folder}/input_identified_nucleotide.fa"), run.Nucleotides);
        Assert.Equal(Fixture.Text($"{folder}/input_identified_protein.faa"), run.Proteins);
    }

    [Fact]
    public void RecordsThatAllFitIntoAChunkGiveTheFileOfTheReference()
    {
        var run = ReferenceRun.Make(File.OpenRead(Fixture.Path("sequences/allshort.fa")), 300);

        Assert.Equal(Fixture.Text("sequences/allshort_chunked300.fa"), run.Chunked);
    }

    [Theory]
    [MemberData(nameof(OddFiles))]
    public void OddFilesGiveTheChunksOfTheReferenceButWhereItLosesOrStopsAtARecord(string file)
    {
        var vanilla = Fixture.Json("sequences/odd.json").EnumerateArray()
            .Single(entry => entry.GetProperty("file").GetString() == file).GetProperty("vanilla");

        // The reference stops at an empty record, with the chunks before it written; we pass over it. It loses the
        // record behind a byte order mark; we read it.
        var expected = file switch
        {
            "odd/bom.fa" => $">a_chunk_1\n{OneRecord}\n" + vanilla.GetProperty("chunked300").GetString(),
            "odd/empty_record_only.fa" => vanilla.GetProperty("partial").GetString(),
            "odd/empty_record_middle.fa" or "odd/empty_record_with_long.fa" =>
                vanilla.GetProperty("partial").GetString() + $">b_chunk_1\n{OneRecord}\n",
            _ => vanilla.GetProperty("chunked300").GetString(),
        };
        var content = File.ReadAllBytes(Fixture.Path($"sequences/{file}"));

        Assert.Equal(expected, ReferenceRun.Make(new MemoryStream(content), 300).Chunked);
        for (var bytesPerRead = 1; bytesPerRead <= 7; bytesPerRead++)
        {
            Assert.Equal(expected, ReferenceRun.Make(new TricklingStream(content, bytesPerRead), 300).Chunked);
        }
    }

    [Fact]
    public void EmptyRecordsAreReadWithoutBases()
    {
        var records = ReferenceRun.ReadAll(File.OpenRead(Fixture.Path("sequences/odd/empty_record_middle.fa")));

        Assert.Equal(["a 45", "e1 0", "b 45"], records.Select(record => $"{record.Id} {record.LengthBp}"));
    }
}
