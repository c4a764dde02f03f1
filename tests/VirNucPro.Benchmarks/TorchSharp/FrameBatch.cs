using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.TorchSharp;

/// <summary>Token sequences as a run has them: open frames of chunks, in the order of the input.</summary>
internal static class FrameBatch
{
    private const int ChunkLengthBp = 500;

    /// <summary>Reads the first frames of a file.</summary>
    /// <param name="path">A file of DNA.</param>
    /// <param name="isProtein">Whether the frames' proteins are wanted for ESM-2, or their DNA for DNABERT-S.</param>
    /// <param name="count">Number of frames.</param>
    /// <param name="tokenizerPath">DNABERT-S's tokenizer; null takes the demo models'.</param>
    /// <returns>Their tokens.</returns>
    /// <exception cref="InvalidDataException">The file has fewer frames.</exception>
    public static int[][] Read(string path, bool isProtein, int count, string? tokenizerPath)
    {
        var models = Directory.CreateTempSubdirectory("virnucpro-benchmark-").FullName;
        try
        {
            DemoModels.Write(models);
            var folder = ModelFolder.Open(models);
            if (tokenizerPath is not null)
            {
                File.Copy(tokenizerPath, Path.Combine(models, "dnabert-s", "tokenizer.json"), overwrite: true);
            }

            var tokenizer = isProtein ? folder.OpenEsm2Tokenizer() : folder.OpenDnabertTokenizer();
            int[][] tokens = [.. ReadFrames(path).Take(count).Select(frame => tokenizer.Encode((isProtein ? frame.Protein : frame.Nucleotides).Span))];
            return tokens.Length == count
                ? tokens
                : throw new InvalidDataException($"{path} has {tokens.Length} open frames, {count} are wanted. Give a longer input, or fewer --rows.");
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    /// <summary>Makes a rectangle of rows.</summary>
    /// <param name="rows">Tokens of each row.</param>
    public static TokenBatch Pad(params int[][] rows)
    {
        var width = rows.Max(row => row.Length);
        var ids = new int[rows.Length * width];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(ids, i * width);
        }

        return new TokenBatch(ids, [.. rows.Select(row => row.Length)], width);
    }

    private static IEnumerable<OpenFrame> ReadFrames(string path)
    {
        using var reader = new SequenceReader(File.OpenRead(path), path);
        while (reader.TryRead(out var record))
        {
            foreach (var chunk in Chunker.Cut(record, ChunkLengthBp))
            {
                var frames = new List<OpenFrame>();
                SixFrameTranslation.FindOpenFrames(chunk.Bases.Span, frames);
                foreach (var frame in frames)
                {
                    yield return frame;
                }
            }
        }
    }
}
