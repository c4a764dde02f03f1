using Microsoft.Win32.SafeHandles;

namespace VirNucPro.Interop;

/// <summary>Owns a native model and keeps the runtime that it runs on alive.</summary>
internal abstract class ModelHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private RuntimeHandle? _runtime;

    /// <summary>An empty handle for the marshaller to fill.</summary>
    protected ModelHandle()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes a reference to the runtime, given back when this handle is released.</summary>
    /// <param name="runtime">The runtime that the model was created on.</param>
    internal void KeepAlive(RuntimeHandle runtime)
    {
        var added = false;
        runtime.DangerousAddRef(ref added);
        _runtime = runtime;
    }

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        FreeModel();
        _runtime?.DangerousRelease();
        return true;
    }

    /// <summary>Frees the native model.</summary>
    protected abstract void FreeModel();
}
