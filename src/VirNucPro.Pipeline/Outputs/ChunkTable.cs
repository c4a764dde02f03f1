using VirNucPro.Pipeline.Stages;

namespace VirNucPro.Pipeline.Outputs;

/// <summary><c>prediction_results_highestscore.csv</c>: one row a chunk, with tabs, as upstream's.</summary>
internal sealed class ChunkTable
{
    private const string Header = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n";

    private readonly TextWriter _text;

    /// <inheritdoc cref="FrameTable(TextWriter, string?)"/>
    public ChunkTable(TextWriter text, string? notice)
    {
        _text = text;
        Comment.Write(text, notice);
        text.Write(Header);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="chunkId">The chunk's name.</param>
    /// <param name="consensus">The largest of each score over its frames.</param>
    public void Write(string chunkId, FrameScore consensus)
    {
        Span<char> number = stackalloc char[ScoreFormat.LongestNumber];
        _text.Write(chunkId);
        _text.Write(consensus.ChunkIsVirus ? "\tTrue\t" : "\tFalse\t");
        _text.Write(number[..ScoreFormat.WriteAsPythonFloat(consensus.Others, number)]);
        _text.Write('\t');
        _text.Write(number[..ScoreFormat.WriteAsPythonFloat(consensus.Virus, number)]);
        _text.Write('\n');
    }
}
