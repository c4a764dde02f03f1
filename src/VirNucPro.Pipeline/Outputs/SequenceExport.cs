using System.Globalization;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Writes the called sequences and the viral regions of sequences as FASTA, while the input passes by.</summary>
/// <remarks>Lines of 60 letters, as those of the chunks and of the reference's own FASTA files.</remarks>
internal sealed class SequenceExport
{
    private readonly SequenceCaller _caller;
    private readonly PendingFile _viral;
    private readonly PendingFile? _nonviral;
    private readonly PendingFile? _regions;

    // Of the sequence whose chunks come in; the chunks lie in its memory.
    private SequenceRecord? _record;

    /// <summary>Adds the files to the folder.</summary>
    /// <param name="folder">The output folder.</param>
    /// <param name="layout">Names the files.</param>
    /// <param name="rules">The rules of a sequence's call.</param>
    public SequenceExport(OutputFolder folder, RunLayout layout, ContigRules rules)
    {
        _caller = new SequenceCaller(rules, Write);
        _viral = folder.Add(layout.ViralFasta);
        _nonviral = layout.NonviralFasta is { } nonviral ? folder.Add(nonviral) : null;
        _regions = layout.ViralRegions is { } regions ? folder.Add(regions) : null;
    }

    /// <summary>The files.</summary>
    public IEnumerable<PendingFile> Files => ((PendingFile?[])[_viral, _nonviral, _regions]).OfType<PendingFile>();

    /// <summary>Appends a shard.</summary>
    /// <param name="shard">The shard after the last one written.</param>
    /// <param name="result">Its results.</param>
    public void Write(PredictShard shard, ShardResult result)
    {
        for (var i = 0; i < shard.Chunks.Count; i++)
        {
            // May complete the sequence before, so only then the record is the next one.
            _caller.Add(result.Chunks[i]);
            _record = shard.Chunks[i].Record;
        }
    }

    /// <summary>Writes the last sequence.</summary>
    public void Complete() => _caller.Complete();

    private void Write(CalledSequence sequence)
    {
        var record = _record!;
        var target = sequence.Call?.Verdict switch
        {
            ContigVerdict.Viral => _viral,
            ContigVerdict.Nonviral => _nonviral,
            _ => null,
        };
        if (target is not null)
        {
            FastaWriter.WriteWrapped(target.Packed, record.Id, record.Bases.Span);
        }

        if (_regions is not null)
        {
            foreach (var region in ViralRegion.Of(sequence.Chunks))
            {
                FastaWriter.WriteWrapped(
                    _regions.Packed, HeaderOf(record.Id, region), record.Bases.Span[region.Start..region.End]);
            }
        }
    }

    // Positions for people and samtools: 1-based, the last base included.
    private static string HeaderOf(string id, ViralRegion region)
    {
        Span<char> score = stackalloc char[ScoreFormat.LongestNumber];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{id}:{region.Start + 1}-{region.End} mean_max_score_1={score[..ScoreFormat.WriteThousandths(region.MeanScore, score)]} chunks={region.Chunks}");
    }
}
