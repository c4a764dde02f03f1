namespace VirNucPro.Interop;

/// <summary>Owns a <c>vnp_encoder</c>.</summary>
internal sealed class EncoderHandle : ModelHandle
{
    /// <inheritdoc/>
    protected override void FreeModel() => NativeMethods.EncoderFree(handle);
}
