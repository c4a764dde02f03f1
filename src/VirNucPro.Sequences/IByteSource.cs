namespace VirNucPro.Sequences;

/// <summary>Gives bytes, forward only.</summary>
internal interface IByteSource : IDisposable
{
    /// <summary>Reads what is there, at least one byte where there is one.</summary>
    /// <param name="destination">Receives the bytes; not empty.</param>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="SequenceFormatException">The bytes can't be decompressed.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    int Read(Span<byte> destination);
}
