namespace VirNucPro.Sequences.Tests;

/// <summary>Gives at most a few bytes per read, as a pipe may.</summary>
internal sealed class TricklingStream(byte[] content, int bytesPerRead) : MemoryStream(content, writable: false)
{
    // MemoryStream routes the reads of a derived class that fill a span through this one.
    public override int Read(byte[] buffer, int offset, int count) =>
        base.Read(buffer, offset, Math.Min(bytesPerRead, count));
}
