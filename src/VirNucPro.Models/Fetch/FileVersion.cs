namespace VirNucPro.Models.Fetch;

/// <summary>What a server said about the file that it sends, so that only the same one is continued.</summary>
/// <param name="Address">Where it was asked for.</param>
/// <param name="EntityTag">Its entity tag, or null.</param>
/// <param name="Sha256">Its SHA-256, or null.</param>
/// <param name="TotalBytes">Its length, or null.</param>
internal sealed record FileVersion(Uri Address, string? EntityTag, string? Sha256, long? TotalBytes)
{
    /// <summary>Condition on which a server may send the rest only; null where it gave no tag that stands for every byte.</summary>
    /// <param name="address">Where the rest is asked for.</param>
    public string? Condition(Uri address) =>
        address == Address && EntityTag is not null && !EntityTag.StartsWith("W/", StringComparison.Ordinal) ? EntityTag : null;

    /// <summary>Whether the rest can be asked for there: what comes is provably of the same file.</summary>
    public bool CanContinue(Uri address) => Sha256 is not null || Condition(address) is not null;

    /// <summary>Whether another response is about the same file.</summary>
    public bool IsSame(FileVersion other)
    {
        if (TotalBytes is not null && other.TotalBytes is not null && TotalBytes != other.TotalBytes)
        {
            return false;
        }

        return Sha256 is not null && other.Sha256 is not null
            ? Sha256 == other.Sha256
            : Address == other.Address && (other.EntityTag is null || EntityTag == other.EntityTag);
    }
}
