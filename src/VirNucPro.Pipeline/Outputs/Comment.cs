namespace VirNucPro.Pipeline.Outputs;

/// <summary>The comment line that starts each text file made with demo models.</summary>
internal static class Comment
{
    /// <summary>The line, without its end.</summary>
    public static string Line(string notice) => $"# {notice}";

    public static void Write(TextWriter text, string? notice)
    {
        if (notice is not null)
        {
            text.Write($"{Line(notice)}\n");
        }
    }
}
