using System.Globalization;

namespace VirNucPro.Interop;

/// <summary>Names one device of the machine.</summary>
/// <param name="Kind">CPU or CUDA.</param>
/// <param name="Index">0 for the CPU; the CUDA ordinal under <c>CUDA_VISIBLE_DEVICES</c>.</param>
public readonly record struct DeviceId(DeviceKind Kind, int Index)
{
    /// <summary>The name that users type and read.</summary>
    /// <returns><c>cpu</c>, or <c>cuda:0</c> with the device's index.</returns>
    public override string ToString() => Kind == DeviceKind.Cpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{Index}");
}
