namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>How fast one thread prepares simulated reads for the encoders, in memory. Every rate counts input reads, so that the stages compare.</summary>
/// <param name="Reads">Reads in the sample.</param>
/// <param name="ReadLength">Bases of each, which is one chunk.</param>
/// <param name="Frames">Open frames in them.</param>
/// <param name="Tokenizer">Whose vocabulary DNABERT-S's tokenizer had: <c>demo</c> or <c>models</c>.</param>
/// <param name="ParseReadsPerS">Reading FASTA.</param>
/// <param name="ChunkReadsPerS">Cutting into chunks.</param>
/// <param name="SixFramesReadsPerS">Finding and translating open frames.</param>
/// <param name="TokenizeDnaReadsPerS">Tokenizing the frames' DNA.</param>
/// <param name="TokenizeProteinReadsPerS">Tokenizing the frames' proteins.</param>
/// <param name="AllReadsPerS">All of it, one after the other.</param>
/// <param name="DnaTokensPerS">Tokens of the DNA a second.</param>
/// <param name="ProteinTokensPerS">Tokens of the proteins a second.</param>
public sealed record FrontEndRate(
    int Reads,
    int ReadLength,
    int Frames,
    string Tokenizer,
    double ParseReadsPerS,
    double ChunkReadsPerS,
    double SixFramesReadsPerS,
    double TokenizeDnaReadsPerS,
    double TokenizeProteinReadsPerS,
    double AllReadsPerS,
    double DnaTokensPerS,
    double ProteinTokensPerS);
