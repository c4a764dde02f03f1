using System.Globalization;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The current row of a query; a value of another type or range than was written is damage.</summary>
/// <param name="statement">On a row.</param>
/// <param name="table">The table, for messages.</param>
internal readonly struct StoredRow(RunStatement statement, string table)
{
    public long Long(int column) => statement.Long(column) is { } value ? value : throw Amiss(column);

    public int Int(int column) => Long(column) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Amiss(column);

    public long? OptionalLong(int column) => statement.IsNull(column) ? null : Long(column);

    public double Double(int column) => statement.Double(column) is { } value ? value : throw Amiss(column);

    /// <summary>A score, which was written as a float.</summary>
    public float? OptionalFloat(int column)
    {
        if (statement.IsNull(column))
        {
            return null;
        }

        var value = Double(column);
        return (float)value == value ? (float)value : throw Amiss(column);
    }

    public string Text(int column) => statement.Text(column) ?? throw Amiss(column);

    public string? OptionalText(int column) => statement.IsNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => statement.Bytes(column) ?? throw Amiss(column);

    private DamagedDataException Amiss(int column) => new(
        string.Create(CultureInfo.InvariantCulture, $"{statement.NameOf(column)} of a row of table {table} is not what was written"));
}
