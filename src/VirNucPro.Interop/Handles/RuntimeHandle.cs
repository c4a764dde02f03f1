using Microsoft.Win32.SafeHandles;

namespace VirNucPro.Interop;

/// <summary>Owns a <c>vnp_runtime</c>.</summary>
internal sealed class RuntimeHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>An empty handle for the marshaller to fill.</summary>
    public RuntimeHandle()
        : base(ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.RuntimeFree(handle);
        return true;
    }
}
