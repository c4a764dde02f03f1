using ZstdSharp;
using ZstdSharp.Unsafe;

namespace VirNucPro.Sequences;

/// <summary>The content of a zstd file of one or more frames; skippable ones are passed over.</summary>
/// <param name="file">The compressed bytes; stays the caller's.</param>
/// <param name="name">What messages call the file.</param>
internal sealed class ZstdSource(ByteReader file, string name) : IByteSource
{
    private readonly DecompressionStream _data = new(new ByteReaderStream(file), checkEndOfStream: true);

    /// <summary>Whether a file starts as a zstd file does.</summary>
    /// <param name="start">Its first four bytes.</param>
    public static bool IsSignature(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
        || (start.Length >= 4 && (start[0] & 0xF0) == 0x50 && start[1..].StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]));

    /// <inheritdoc/>
    public int Read(Span<byte> destination)
    {
        try
        {
            return _data.Read(destination);
        }
        catch (EndOfStreamException)
        {
            throw Error("the file ends inside a zstd frame, so it is cut or damaged", "Copy or make it again.");
        }
        catch (ZstdException failure) when (failure.Code == ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
        {
            throw Error(
                "its zstd frame asks for a window of more than 128 MiB",
                "Pipe it through `zstd -dc --long=31` and give - as the input.");
        }
        catch (ZstdException failure)
        {
            throw Error(
                $"the zstd data before byte {file.Offset} can't be decompressed ({failure.Message}), so it is damaged",
                "Copy or make it again.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    private SequenceFormatException Error(string what, string remedy) => new($"{name}: {what}. {remedy}");
}
