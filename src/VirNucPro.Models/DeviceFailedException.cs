namespace VirNucPro.Models;

/// <summary>A loaded model failed while it computed, for another reason than too little memory.</summary>
/// <remarks>The device may be broken, or only the batch may be; trying again tells.</remarks>
public sealed class DeviceFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="model">What was computed, for people.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="batch">The batch's shape, for example <c>32 × 168 tokens</c>.</param>
    /// <param name="reason">What happened, in the words of libtorch.</param>
    /// <param name="innerException">The native failure.</param>
    public DeviceFailedException(string model, string device, string batch, string reason, Exception? innerException = null)
        : base($"{model} failed on {device} with a batch of {batch}: {reason}", innerException)
    {
        Model = model;
        Device = device;
        Batch = batch;
    }

    /// <summary>What was computed.</summary>
    public string Model { get; }

    /// <summary>Name of the device, as in <see cref="ComputeDevice"/>.</summary>
    public string Device { get; }

    /// <summary>The batch's shape.</summary>
    public string Batch { get; }
}
