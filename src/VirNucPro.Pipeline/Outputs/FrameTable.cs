using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Outputs;

/// <summary><c>prediction_results.txt</c>: one row a frame, as upstream's.</summary>
internal sealed class FrameTable
{
    private const string Header = "Sequence_ID\tPrediction\tscore1\tscore2\n";

    private readonly TextWriter _text;

    /// <summary>Starts the table.</summary>
    /// <param name="text">Where it goes; stays the caller's.</param>
    /// <param name="notice">First line, as a comment; null for none.</param>
    public FrameTable(TextWriter text, string? notice)
    {
        _text = text;
        Comment.Write(text, notice);
        text.Write(Header);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="chunkId">The chunk's name.</param>
    /// <param name="frame">The frame, which ends the row's name.</param>
    /// <param name="score">Its scores.</param>
    public void Write(string chunkId, ReadingFrame frame, FrameScore score)
    {
        Span<char> number = stackalloc char[ScoreFormat.LongestNumber];
        _text.Write(chunkId);
        _text.Write(FrameNames.Of(frame));
        _text.Write(score.FrameIsVirus ? "\tvirus\t" : "\tothers\t");
        _text.Write(number[..ScoreFormat.WriteAsNumpyFloat32(score.Others, number)]);
        _text.Write('\t');
        _text.Write(number[..ScoreFormat.WriteAsNumpyFloat32(score.Virus, number)]);
        _text.Write('\n');
    }
}
