namespace VirNucPro.Interop;

/// <summary>Owns a <c>vnp_classifier</c>.</summary>
internal sealed class ClassifierHandle : ModelHandle
{
    /// <inheritdoc/>
    protected override void FreeModel() => NativeMethods.ClassifierFree(handle);
}
