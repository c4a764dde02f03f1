namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Names in a snapshot file, which is a safetensors file.</summary>
internal static class SnapshotFormat
{
    /// <summary>Metadata: the version of this format.</summary>
    public const string VersionKey = "virnucpro_snapshot";

    /// <summary>The version that this program writes and reads.</summary>
    public const string Version = "2";

    /// <summary>Metadata: chunk length in bp.</summary>
    public const string ChunkLengthKey = "chunk_length_bp";

    /// <summary>Metadata: SHA-256 of the input's chunks (<see cref="Checkpoints.InputDigest"/>).</summary>
    public const string InputKey = "input_sha256";

    /// <summary>Metadata: SHA-256 of the SHA-256 of each tensor's bytes, in the order of the names below.</summary>
    public const string ContentKey = "content_sha256";

    /// <summary>Metadata: what it was computed in.</summary>
    public const string PrecisionKey = "precision";

    /// <summary>Metadata: a warning, where the models are demo models.</summary>
    public const string NoticeKey = "notice";

    /// <summary>float32 [frames, width].</summary>
    public const string Dnabert = "dnabert_s";

    /// <summary>float32 [frames, width].</summary>
    public const string Esm = "esm2";

    /// <summary>float32 [frames, 2]: "others", "virus".</summary>
    public const string Scores = "scores";

    /// <summary>uint8: the input as FASTA.</summary>
    public const string Input = "input";

    /// <summary>uint8: a line a frame, in UTF-8: chunk, frame, tokens of its DNA, tokens of its protein, tab-separated.</summary>
    public const string Frames = "frames";

    /// <summary>uint8: a line a chunk with a frame, in UTF-8: chunk, verdict (1 viral, 0 other), tab-separated.</summary>
    public const string Chunks = "chunks";
}
