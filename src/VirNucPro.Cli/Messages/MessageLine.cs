using Spectre.Console;
using Spectre.Console.Rendering;

namespace VirNucPro.Cli.Messages;

/// <summary>
/// Text that goes to the terminal as it is: wrapping is left to the terminal, so that a long path stays one
/// word when it is copied, and a redirected message stays one line.
/// </summary>
internal sealed class MessageLine : Renderable
{
    private readonly string _text;
    private readonly Style _style;

    public MessageLine(string text, Style? style = null)
    {
        _text = text;
        _style = style ?? Style.Plain;
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [new Segment(_text, _style), Segment.LineBreak];
}
