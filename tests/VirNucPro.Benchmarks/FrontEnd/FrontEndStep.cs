namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>How far the reads go; each step takes in those before it.</summary>
internal enum FrontEndStep
{
    /// <summary>Records of the file's format.</summary>
    Parse,

    /// <summary>The input of a run: counted, with ids of their own.</summary>
    Input,

    /// <summary>Shards of chunks.</summary>
    Chunk,

    /// <summary>Open frames of the six.</summary>
    Frames,

    /// <summary>Token ids for both encoders.</summary>
    Tokens,

    /// <summary>All that a run does before a device: the digests that a resumed run compares, too.</summary>
    Whole,
}
