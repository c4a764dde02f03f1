using System.Net.Http.Headers;
using System.Text;

namespace VirNucPro.Models.Fetch;

/// <summary>Recognises what servers send in place of a file.</summary>
internal static class ForeignContent
{
    /// <summary>Bytes at a file's beginning that are enough to recognise it.</summary>
    public const int HeadBytes = 256;

    private static readonly byte[][] PageStarts = [.. new[] { "<!doctype", "<html", "<head", "<?xml", "<!--" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Recognises a web page by what the response says of itself.</summary>
    /// <returns>Why the file can't be had; null where nothing speaks against it.</returns>
    public static TransferException? Recognize(MediaTypeHeaderValue? contentType) =>
        contentType?.MediaType is "text/html" or "application/xhtml+xml" ? WebPage() : null;

    /// <summary>Recognises a web page or a Git LFS pointer by its first bytes, with which no file of a model begins.</summary>
    /// <returns>Why the file can't be had; null where nothing speaks against it.</returns>
    public static TransferException? Recognize(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return new TransferException("the answer is a Git LFS pointer, not the file", "This server holds pointers in place of large files: use another mirror.");
        }

        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[Encoding.UTF8.Preamble.Length..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        foreach (var start in PageStarts)
        {
            if (text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start))
            {
                return WebPage();
            }
        }

        return null;
    }

    private static TransferException WebPage() => new(
        "the answer is a web page, not the file",
        "A proxy, a log-in page or a mirror that lacks the file answers so: open the address in a browser to see it, or use another mirror.");
}
