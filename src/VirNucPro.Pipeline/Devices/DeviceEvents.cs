using Microsoft.Extensions.Logging;

namespace VirNucPro.Pipeline.Devices;

/// <summary>What is logged of devices that fail.</summary>
internal static partial class DeviceEvents
{
    [LoggerMessage(
        LogLevel.Warning,
        "{Device} is out of service: {Reason} Shard {Shard} goes back to the queue; {Left} of {Total} devices are left.")]
    public static partial void OutOfService(this ILogger log, string device, string reason, int? shard, int left, int total);
}
