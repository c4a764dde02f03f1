using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>Brings the weights of an encoder to a device, one tensor after another.</summary>
internal static class EncoderLoader
{
    /// <summary>Loads an encoder.</summary>
    /// <param name="runtime">The loaded libtorch.</param>
    /// <param name="configuration">Its layers and sizes.</param>
    /// <param name="directory">The model's folder.</param>
    /// <param name="nativeName">The name of virnucpro.h for a name in the file; null for a tensor that embeddings don't need.</param>
    /// <param name="device">Where it shall compute.</param>
    /// <param name="deviceName">The device's name, for messages.</param>
    /// <param name="precision">In which type.</param>
    /// <exception cref="ModelException">Names the file, the tensor and what is wrong.</exception>
    /// <exception cref="DeviceMemoryException">The weights don't fit on the device.</exception>
    public static IEmbedder Load(
        NativeRuntime runtime,
        EncoderConfiguration configuration,
        string directory,
        Func<string, string?> nativeName,
        DeviceId device,
        string deviceName,
        Precision precision)
    {
        using var source = ModelWeights.Open(directory);
        NativeEncoder? encoder = null;
        try
        {
            encoder = runtime.CreateEncoder(configuration, device, precision);
            foreach (var tensor in source.Tensors.Values)
            {
                if (nativeName(tensor.Name) is { } name)
                {
                    encoder.PutTensor(name, WeightType.Of(tensor), tensor.Shape.AsSpan(), source.Read(tensor));
                }
            }

            encoder.Seal();
            return new EncoderEmbedder(encoder, $"{configuration.Architecture} of {directory}", deviceName);
        }
        catch (NativeException failure)
        {
            encoder?.Dispose();
            throw NativeFailure.Translate(failure, source.Path);
        }
        catch
        {
            encoder?.Dispose();
            throw;
        }
    }
}
