namespace VirNucPro.Models;

/// <summary>A device that models can be loaded on, as it was when the runtime was opened.</summary>
/// <param name="Name"><c>cpu</c>, <c>cpu:N</c> where several threads compute on it, or <c>cuda:N</c>, N counted under CUDA_VISIBLE_DEVICES.</param>
/// <param name="Description">Name of the processor or card.</param>
/// <param name="IsCuda">Whether it is a CUDA card.</param>
/// <param name="TotalMemoryBytes">Its memory.</param>
/// <param name="FreeMemoryBytes">Memory that was free; on the CPU what the machine or the cgroup leaves.</param>
public sealed record ComputeDevice(string Name, string Description, bool IsCuda, long TotalMemoryBytes, long FreeMemoryBytes);
