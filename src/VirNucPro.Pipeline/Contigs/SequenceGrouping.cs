using System.Text.RegularExpressions;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>Tells which sequences are called as one, by a part of their ids.</summary>
internal sealed class SequenceGrouping
{
    // Ids have some tens of letters: an expression that takes this long for one never ends.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(2);

    private readonly Regex _pattern;

    /// <summary>Reads the expression.</summary>
    /// <param name="pattern">A regular expression.</param>
    /// <exception cref="RunFailedException">It is none (<see cref="FailureKind.Usage"/>).</exception>
    public SequenceGrouping(string pattern)
    {
        try
        {
            _pattern = new Regex(pattern, RegexOptions.CultureInvariant, LongestMatch);
        }
        catch (RegexParseException failure)
        {
            throw new RunFailedException(FailureKind.Usage, $"--group-by is no regular expression: {failure.Message}", failure);
        }
    }

    /// <summary>Calls of <see cref="KeyOf"/> that found nothing.</summary>
    public long Unmatched { get; private set; }

    /// <summary>What the ids of a group have in common: the first capture group, or the match where there is no group.</summary>
    /// <param name="sequenceId">An id; one that does not match is its own key.</param>
    /// <exception cref="RunFailedException">The expression takes too long (<see cref="FailureKind.Usage"/>).</exception>
    public string KeyOf(string sequenceId)
    {
        try
        {
            var match = _pattern.Match(sequenceId);
            var key = match.Groups.Count > 1 ? match.Groups[1] : match;
            if (key.Success)
            {
                return key.Value;
            }

            Unmatched++;
            return sequenceId;
        }
        catch (RegexMatchTimeoutException failure)
        {
            throw new RunFailedException(
                FailureKind.Usage, $"--group-by '{_pattern}' takes too long on the id '{sequenceId}'. Repeat nothing that holds a repetition, as (a+)+ does.", failure);
        }
    }
}
