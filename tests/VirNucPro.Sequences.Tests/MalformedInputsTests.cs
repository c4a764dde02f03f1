using System.Text;
using Xunit.Abstractions;

namespace VirNucPro.Sequences.Tests;

/// <summary>Whatever is in a file, it is read or refused in one clear line, in bounded time and memory.</summary>
public sealed class MalformedInputsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task EveryFileIsReadOrRefusedInOneLine()
    {
        var inputs = MalformedInputs.All();
        var refused = await Task.Run(() => inputs.Count(IsRefused)).WaitAsync(Patience);

        output.WriteLine($"{inputs.Count} files, {refused} refused");
        Assert.InRange(inputs.Count, 1000, int.MaxValue);
    }

    private static bool IsRefused(MalformedInput input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var records = new List<string>();
        string? refusal = null;
        try
        {
            Read(input.Content, records);
        }
        catch (SequenceFormatException failure)
        {
            refusal = failure.Message;
        }

        // Records, the store that grows to hold them, and no more than that because of a number in the file.
        Assert.True(
            GC.GetAllocatedBytesForCurrentThread() - before < (8L << 20) + (8L * Math.Max(input.Content.Length, input.Original.Length)),
            $"{input.Name}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes allocated");
        if (refusal is not null)
        {
            Assert.True(input.Outcome != MalformedOutcome.Same, $"{input.Name}: {refusal}");
            Assert.Matches("^input[.]fa[:,] [^\n\r]+[.?]$", refusal);
            Assert.InRange(refusal.Length, 0, 500);
            return true;
        }

        Assert.True(input.Outcome != MalformedOutcome.Refused, $"{input.Name}: read as {records.Count} records");
        if (input.Outcome != MalformedOutcome.Any)
        {
            var original = new List<string>();
            Read(input.Original, original);
            Assert.True(original.SequenceEqual(records), $"{input.Name}: read otherwise");
        }

        return false;
    }

    private static void Read(byte[] content, List<string> records)
    {
        using var reader = new SequenceReader(new MemoryStream(content), "input.fa");
        while (reader.TryRead(out var record))
        {
            records.Add($"{record.Id} {Encoding.ASCII.GetString(record.Bases.Span)}");
        }
    }
}
