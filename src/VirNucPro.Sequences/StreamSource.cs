namespace VirNucPro.Sequences;

/// <summary>The bytes of a stream, which is disposed of with it.</summary>
internal sealed class StreamSource(Stream stream) : IByteSource
{
    /// <inheritdoc/>
    public int Read(Span<byte> destination) => stream.Read(destination);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
