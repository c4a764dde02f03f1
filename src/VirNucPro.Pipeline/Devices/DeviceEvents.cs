using Microsoft.Extensions.Logging;

namespace VirNucPro.Pipeline.Devices;

/// <summary>What is logged of devices: which were chosen, and which fail.</summary>
internal static partial class DeviceEvents
{
    [LoggerMessage(
        LogLevel.Debug,
        "Computing on {Devices} in {Precision}, CPU threads of an operator: {Threads}; libtorch {Version} in {Directory} has {Available}")]
    public static partial void DevicesChosen(
        this ILogger log, string devices, string precision, string threads, Version version, string directory, string available);

    [LoggerMessage(
        LogLevel.Warning,
        "This processor computes no faster in BF16 than in FP32. With --precision fp32 results would be closer to the reference.")]
    public static partial void NoGainFromBf16(this ILogger log);

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of {MostAttempts} failed, trying again ({Retries} times so far): {Reason}")]
    public static partial void TryingAgain(this ILogger log, int attempt, int mostAttempts, long retries, string reason);

    [LoggerMessage(LogLevel.Warning, "{Sequence} could not be embedded, though the device embeds others ({Failures} so far): {Reason}")]
    public static partial void SequenceNotEmbedded(this ILogger log, string sequence, long failures, string reason);

    [LoggerMessage(
        LogLevel.Warning,
        "{Device} is out of service; its work goes back to the queue, {Left} of {Total} devices are left: {Reason}")]
    public static partial void OutOfService(this ILogger log, string device, int left, int total, string reason);
}
