using System.Net;
using System.Text;
using System.Text.Json;

namespace VirNucPro.Pipeline.Report;

/// <summary>
/// <c>report.html</c>: one file that needs no other. It is joined from the page, the style and the script beside this class,
/// and the run's data as JSON.
/// </summary>
internal static class ReportDocument
{
    /// <summary>What a score is multiplied by to be written as a whole number.</summary>
    private const int ScoreScale = 1000;

    /// <summary>Writes the page.</summary>
    /// <param name="target">Where to; left open.</param>
    /// <param name="facts">The run.</param>
    /// <param name="content">Its results.</param>
    public static void Write(Stream target, RunFacts facts, RunContent content)
    {
        using var text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        foreach (var part in Parts(Resource("report.html")))
        {
            switch (part)
            {
                case "{{style}}":
                    text.Write(Resource("report.css"));
                    break;
                case "{{script}}":
                    text.Write(Resource("report.js"));
                    break;
                case "{{title}}":
                    text.Write(WebUtility.HtmlEncode(string.Join(", ", facts.Inputs.Select(Path.GetFileName))));
                    break;
                case "{{verdict}}":
                    text.Write(WebUtility.HtmlEncode(VerdictSentence.Of(content)));
                    break;
                case "{{notice}}":
                    text.Write(WebUtility.HtmlEncode(facts.Metrics.DemoNotice));
                    break;
                case "{{data}}":
                    text.Flush();
                    WriteData(target, facts, content);
                    break;
                default:
                    text.Write(part);
                    break;
            }
        }
    }

    // The default encoder writes <, >, & and everything that is not ASCII as \uXXXX: no id can end the script element.
    private static void WriteData(Stream target, RunFacts facts, RunContent content)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WritePropertyName("summary");
        SummaryDocument.Write(json, facts, content);
        json.WriteNumber("score_scale", ScoreScale);
        json.WriteStartObject("scores");
        WriteNumbers(json, "viral", content.Scores.Viral);
        WriteNumbers(json, "others", content.Scores.Others);
        json.WriteEndObject();
        json.WriteStartArray("lengths");
        foreach (var bin in content.Lengths.Bins)
        {
            json.WriteStartArray();
            json.WriteNumberValue(Math.Round(bin.FromBp, 2));
            json.WriteNumberValue(Math.Round(bin.ToBp, 2));
            json.WriteNumberValue(bin.Viral);
            json.WriteNumberValue(bin.Ambiguous);
            json.WriteNumberValue(bin.Nonviral);
            json.WriteNumberValue(bin.Uncalled);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        WriteSelection(json, content.Selection);
        json.WriteEndObject();
    }

    private static void WriteSelection(Utf8JsonWriter json, SequenceSelection selection)
    {
        json.WriteStartObject("selection");
        json.WriteNumber("of", selection.Offered);
        json.WriteNumber("most_viral", SequenceSelection.MostViralCount);
        json.WriteNumber("longest", SequenceSelection.LongestCount);
        json.WriteNumber("sample_every", selection.SampleEvery);
        json.WriteEndObject();
        json.WriteStartArray("sequences");
        foreach (var sequence in selection.Chosen)
        {
            WriteSequence(json, sequence);
        }

        json.WriteEndArray();
    }

    private static void WriteSequence(Utf8JsonWriter json, ReportedSequence sequence)
    {
        json.WriteStartObject();
        json.WriteString("id", sequence.Id);
        json.WriteNumber("record", sequence.Record);
        json.WriteNumber("length", sequence.LengthBp);
        json.WriteNumber("chunks", sequence.ChunkCount);
        json.WriteNumber("viral_chunks", sequence.ViralChunks);
        if (sequence.Call is { } call)
        {
            json.WriteString("call", SummaryDocument.KeyOf(call.Verdict));
            json.WriteString("tier", SummaryDocument.KeyOf(call.Tier));
            json.WriteNumber("delta", Math.Round((decimal)call.WeightedDelta, 3));
            WriteNumbers(json, "confident", [call.ConfidentViral, call.ConfidentNonviral, call.Ambiguous]);
        }

        // Of a point: start as the distance from the one before, max_score_0 and max_score_1 in parts of the scale (-1 for
        // none), how many of its chunks have a score (only where it stands for several), how many are viral.
        json.WriteNumber("per_point", sequence.ChunksPerPoint);
        json.WriteNumber("chunk_length", sequence.Track[0].End - sequence.Track[0].Start);
        json.WriteStartArray("track");
        var start = 0;
        foreach (var point in sequence.Track)
        {
            json.WriteNumberValue(point.Start - start);
            json.WriteNumberValue(point.Scored == 0 ? -1 : (int)Math.Round(point.Others * ScoreScale));
            json.WriteNumberValue(point.Scored == 0 ? -1 : (int)Math.Round(point.Virus * ScoreScale));
            if (sequence.ChunksPerPoint > 1)
            {
                json.WriteNumberValue(point.Scored);
            }

            json.WriteNumberValue(point.Viral);
            start = point.Start;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IEnumerable<long> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    // The page cut at its placeholders, with these.
    private static IEnumerable<string> Parts(string page)
    {
        var position = 0;
        while (page.IndexOf("{{", position, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = page.IndexOf("}}", open, StringComparison.Ordinal) + 2;
            yield return page[position..open];
            yield return page[open..close];
            position = close;
        }

        yield return page[position..];
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportDocument).Assembly.GetManifestResourceStream($"VirNucPro.Pipeline.Report.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
