namespace VirNucPro.Pipeline;

/// <summary>One device that can compute.</summary>
/// <param name="Name">Its name in options: <c>cpu</c>, <c>cuda:0</c>.</param>
/// <param name="Description">What it is, for example the card's name.</param>
/// <param name="IsCuda">True for a CUDA device.</param>
/// <param name="AutomaticPrecision">The precision that <c>auto</c> chooses on it.</param>
/// <param name="TotalMemoryBytes">Memory of the device, in bytes.</param>
/// <param name="FreeMemoryBytes">Memory free when the list was made, in bytes.</param>
public sealed record DeviceDescription(
    string Name, string Description, bool IsCuda, string AutomaticPrecision, long TotalMemoryBytes, long FreeMemoryBytes);
