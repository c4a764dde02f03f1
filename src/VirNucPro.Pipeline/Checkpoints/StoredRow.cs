using System.Globalization;
using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The current row of a query; a value of another type or range than was written is damage.</summary>
/// <param name="reader">On a row.</param>
/// <param name="table">The table, for messages.</param>
internal readonly struct StoredRow(SqliteDataReader reader, string table)
{
    public long Long(int column) => reader.GetValue(column) is long value ? value : throw Amiss(column);

    public int Int(int column) => Long(column) is >= int.MinValue and <= int.MaxValue and var value ? (int)value : throw Amiss(column);

    public long? OptionalLong(int column) => reader.IsDBNull(column) ? null : Long(column);

    public double Double(int column) => reader.GetValue(column) is double value ? value : throw Amiss(column);

    /// <summary>A score, which was written as a float.</summary>
    public float? OptionalFloat(int column)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        var value = Double(column);
        return (float)value == value ? (float)value : throw Amiss(column);
    }

    public string Text(int column) => reader.GetValue(column) as string ?? throw Amiss(column);

    public string? OptionalText(int column) => reader.IsDBNull(column) ? null : Text(column);

    public byte[] Bytes(int column) => reader.GetValue(column) as byte[] ?? throw Amiss(column);

    private DamagedDataException Amiss(int column) => new(
        string.Create(CultureInfo.InvariantCulture, $"{reader.GetName(column)} of a row of table {table} is not what was written"));
}
