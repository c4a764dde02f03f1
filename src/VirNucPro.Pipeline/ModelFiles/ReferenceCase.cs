using VirNucPro.Pipeline.Stages;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Sequences whose scores by the Python program and the published models are known.</summary>
/// <param name="Name">Name of the FASTA file, without its extension.</param>
/// <param name="Rows">Each frame's name with its scores, in the order of the result file.</param>
internal sealed record ReferenceCase(string Name, IReadOnlyList<(string Frame, FrameScore Score)> Rows)
{
    /// <summary>The chunk length of these runs.</summary>
    public const int ChunkLengthBp = 500;

    /// <summary>Every case.</summary>
    /// <remarks>Source: broadinstitute/virnucpro-broad a8d3e4b, tests/data, prediction_results.txt of VirNucPro's prediction.py with DNABERT-S, ESM-2 3B and 500_model.pth.</remarks>
    public static IReadOnlyList<ReferenceCase> All { get; } =
    [
        new("test_with_orfs",
        [
            ("synthetic_seq_1_chunk_1R1", new(0.12100612f, 0.8789939f)),
            ("synthetic_seq_1_chunk_1R2", new(0.0011595711f, 0.9988405f)),
            ("synthetic_seq_2_chunk_1R1", new(0.5501341f, 0.4498659f)),
            ("synthetic_seq_2_chunk_1R2", new(0.06045397f, 0.93954605f)),
        ]),
        new("test_fixed_500bp",
        [
            ("fixed_500bp_seq1_chunk_1R1", new(0.002076708f, 0.9979233f)),
            ("fixed_500bp_seq1_chunk_1R3", new(0.21817714f, 0.7818229f)),
            ("fixed_500bp_seq2_chunk_1R1", new(0.08007622f, 0.9199237f)),
            ("fixed_500bp_seq2_chunk_1R3", new(0.22702886f, 0.7729711f)),
        ]),
    ];

    /// <summary>The case's sequences in a folder.</summary>
    /// <param name="directory">Holds <c>NAME.fa</c>, or <c>NAME/input.fa</c>.</param>
    /// <exception cref="RunFailedException">Neither is there (<see cref="FailureKind.InputMissing"/>).</exception>
    public string FindInput(string directory)
    {
        string[] places = [Path.Combine(directory, $"{Name}.fa"), Path.Combine(directory, Name, "input.fa")];
        return Array.Find(places, File.Exists)
            ?? throw new RunFailedException(FailureKind.InputMissing, $"There is neither {places[0]} nor {places[1]}: --reference takes the folder tests/data of broadinstitute/virnucpro-broad.");
    }
}
