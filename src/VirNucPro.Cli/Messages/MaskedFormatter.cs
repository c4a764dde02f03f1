using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace VirNucPro.Cli.Messages;

/// <summary>Writes log events without the secrets in their messages and exceptions.</summary>
/// <param name="formatter">Writes the events.</param>
internal sealed class MaskedFormatter(ITextFormatter formatter) : ITextFormatter
{
    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        output.Write(Secrets.Mask(text.ToString()));
    }
}
