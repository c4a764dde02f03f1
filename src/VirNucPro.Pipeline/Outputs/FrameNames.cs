using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>The frames' names, without a new string each time.</summary>
internal static class FrameNames
{
    private static readonly string[] Names = Enum.GetNames<ReadingFrame>();

    public static string Of(ReadingFrame frame) => Names[(int)frame];
}
