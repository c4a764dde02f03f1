namespace VirNucPro.Sequences;

/// <summary>A reading frame of a chunk that has no stop codon and a protein that is not empty.</summary>
/// <param name="Frame">Which of the six frames.</param>
/// <param name="Nucleotides">The frame's DNA, upper case; 3 × the protein's length and one base more, where the strand has it.</param>
/// <param name="Protein">One-letter amino acids.</param>
public readonly record struct OpenFrame(
    ReadingFrame Frame, ReadOnlyMemory<byte> Nucleotides, ReadOnlyMemory<byte> Protein);
