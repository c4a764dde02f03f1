namespace VirNucPro.Pipeline.Input;

/// <summary>Counts records for one message that names the first few of them.</summary>
internal sealed class NamedRecords
{
    private const int MostNames = 3;

    private readonly List<string> _names = [];

    /// <summary>Records counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a record.</summary>
    /// <param name="name">Makes what a message calls it; not called where it would not be named.</param>
    public void Add(Func<string> name)
    {
        Count++;
        if (Count <= MostNames)
        {
            _names.Add(name());
        }
    }

    /// <summary>The names, with a mark where there are more records.</summary>
    public override string ToString() => string.Join(", ", _names) + (Count > MostNames ? ", …" : "");
}
