namespace VirNucPro.Pipeline.Outputs;

/// <summary>Formats of embeddings.</summary>
internal enum EmbeddingFormat
{
    /// <summary>NumPy's file of one array, with the ids in a text file beside it.</summary>
    Npy,

    /// <summary>A safetensors file of one tensor, with the ids in a text file beside it: the format holds no text but in its header, which is for few words.</summary>
    Safetensors,

    /// <summary>HDF5, which holds the ids as well.</summary>
    Hdf5,
}
