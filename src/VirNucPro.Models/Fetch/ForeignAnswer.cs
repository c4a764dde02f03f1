using System.Net.Http.Headers;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Fetch;

/// <summary>Says why an answer that is not the file was sent in its place.</summary>
internal static class ForeignAnswer
{
    /// <summary>Recognises a web page by what the response says of itself.</summary>
    /// <returns>Why the file can't be had; null where nothing speaks against it.</returns>
    public static TransferException? Recognize(MediaTypeHeaderValue? contentType) =>
        contentType?.MediaType is "text/html" or "application/xhtml+xml" ? WebPage() : null;

    /// <summary>Recognises a web page or a Git LFS pointer by its first bytes.</summary>
    /// <inheritdoc cref="Recognize(MediaTypeHeaderValue)"/>
    public static TransferException? Recognize(ReadOnlySpan<byte> head) => ForeignContent.Recognize(head) switch
    {
        StandIn.WebPage => WebPage(),
        StandIn.GitLfsPointer => new("the answer is a Git LFS pointer, not the file", "This server holds pointers in place of large files: use another mirror."),
        _ => null,
    };

    private static TransferException WebPage() => new(
        "the answer is a web page, not the file",
        "A proxy, a log-in page or a mirror that lacks the file answers so: open the address in a browser to see it, or use another mirror.");
}
