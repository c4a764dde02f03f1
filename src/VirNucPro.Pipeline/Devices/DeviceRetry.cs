using System.Numerics;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;

namespace VirNucPro.Pipeline.Devices;

/// <summary>Repeats on the spot what failed on a device: most failures of a card that is not broken happen once.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal sealed class DeviceRetry(ILogger log)
{
    /// <summary>Attempts in all.</summary>
    public const int MostAttempts = 3;

    private const int LinesInARow = 5;

    /// <summary>Attempts that failed and were repeated.</summary>
    public long RetriedCount { get; private set; }

    /// <summary>Computes one batch.</summary>
    /// <param name="compute">Computes it anew each time.</param>
    /// <param name="cancellation">Looked at after each attempt: a thread that was left behind in one goes no further.</param>
    /// <exception cref="DeviceFailedException">The last attempt failed as well.</exception>
    public void Run(Action compute, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                compute();
                cancellation.ThrowIfCancellationRequested();
                return;
            }
            catch (DeviceFailedException failure)
            {
                cancellation.ThrowIfCancellationRequested();
                if (attempt == MostAttempts)
                {
                    throw;
                }

                RetriedCount++;
                if (IsLogged(RetriedCount))
                {
                    log.TryingAgain(attempt, MostAttempts, RetriedCount, failure.Message);
                }
            }
        }
    }

    /// <summary>Keeps a log short where something happens again and again: the first few times, then each doubling.</summary>
    /// <param name="count">How often it has happened.</param>
    public static bool IsLogged(long count) => count <= LinesInARow || BitOperations.IsPow2(count);
}
