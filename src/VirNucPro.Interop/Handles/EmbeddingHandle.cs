using Microsoft.Win32.SafeHandles;

namespace VirNucPro.Interop;

/// <summary>Owns a <c>vnp_embedding</c>.</summary>
internal sealed class EmbeddingHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.EmbeddingFree(handle);
        return true;
    }
}
