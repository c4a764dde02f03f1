using System.Text;

namespace VirNucPro.Models.Weights;

/// <summary>Recognises what servers and Git leave in place of a file.</summary>
internal static class ForeignContent
{
    /// <summary>Bytes at a file's beginning that are enough to recognise it.</summary>
    public const int HeadBytes = 256;

    private static readonly byte[][] PageStarts = [.. new[] { "<!doctype", "<html", "<head", "<?xml", "<!--" }.Select(Encoding.ASCII.GetBytes)];

    /// <summary>Recognises it by the first bytes, with which no file of a model begins.</summary>
    /// <returns>Null where nothing speaks against the file.</returns>
    public static StandIn? Recognize(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return StandIn.GitLfsPointer;
        }

        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[Encoding.UTF8.Preamble.Length..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        foreach (var start in PageStarts)
        {
            if (text.Length >= start.Length && Ascii.EqualsIgnoreCase(text[..start.Length], start))
            {
                return StandIn.WebPage;
            }
        }

        return null;
    }
}
