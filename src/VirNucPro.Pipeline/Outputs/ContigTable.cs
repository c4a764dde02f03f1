using System.Globalization;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Outputs;

/// <summary><c>contigs.tsv</c>: one row a sequence that has a call, or a group of them.</summary>
/// <remarks>Source: the WDL task classify_virnucpro_contigs of Broad's viral pipelines: its columns, names and rounding.</remarks>
internal sealed class ContigTable
{
    private const string Header =
        "ID\tcall\ttier\tweighted_delta\tn_chunks\tn_confident_viral\tn_confident_nonviral\tn_ambiguous\tviral_proportion\tnonviral_proportion\n";

    private readonly TextWriter _text;

    /// <inheritdoc cref="FrameTable(TextWriter, string?)"/>
    public ContigTable(TextWriter text, string? notice)
    {
        _text = text;
        Comment.Write(text, notice);
        text.Write(Header);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="id">The sequence.</param>
    /// <param name="call">Its call.</param>
    public void Write(string id, ContigCall call)
    {
        _text.Write(id);
        _text.Write('\t');
        _text.Write(ContigNames.Of(call.Verdict));
        _text.Write('\t');
        _text.Write(ContigNames.Of(call.Tier));
        WriteThousandths(call.WeightedDelta);
        foreach (var count in (ReadOnlySpan<int>)[call.Chunks, call.ConfidentViral, call.ConfidentNonviral, call.Ambiguous])
        {
            _text.Write('\t');
            _text.Write(count.ToString(CultureInfo.InvariantCulture));
        }

        WriteThousandths(call.ViralProportion);
        WriteThousandths(call.NonviralProportion);
        _text.Write('\n');
    }

    private void WriteThousandths(double value)
    {
        Span<char> number = stackalloc char[ScoreFormat.LongestNumber];
        _text.Write('\t');
        _text.Write(number[..ScoreFormat.WriteThousandths(value, number)]);
    }
}
