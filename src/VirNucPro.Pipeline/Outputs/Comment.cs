namespace VirNucPro.Pipeline.Outputs;

/// <summary>The comment line that starts each text file made with demo models.</summary>
internal static class Comment
{
    public static void Write(TextWriter text, string? notice)
    {
        if (notice is not null)
        {
            text.Write($"# {notice}\n");
        }
    }
}
