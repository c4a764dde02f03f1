using System.Runtime.CompilerServices;

namespace VirNucPro.Cli.Tests;

internal static class SnapshotSettings
{
    // Without strict mode a missing snapshot would pass. To accept a change, run with SNAPSHOOTER_STRICT_MODE=false.
    [ModuleInitializer]
    internal static void FailOnMissingSnapshots()
    {
        if (Environment.GetEnvironmentVariable("SNAPSHOOTER_STRICT_MODE") is null)
        {
            Environment.SetEnvironmentVariable("SNAPSHOOTER_STRICT_MODE", "true");
        }
    }
}
