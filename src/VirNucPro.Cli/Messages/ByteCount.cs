using System.Globalization;

namespace VirNucPro.Cli.Messages;

/// <summary>Sizes of files as people say them.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Three digits or four and a unit: <c>512 B</c>, <c>25.2 kB</c>, <c>5.68 GB</c>.</summary>
    public static string Text(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        var format = (unit, value) switch
        {
            (0, _) or (_, >= 99.95) => "0",
            (_, >= 9.995) => "0.0",
            _ => "0.00",
        };
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }
}
