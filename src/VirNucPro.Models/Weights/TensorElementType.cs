namespace VirNucPro.Models.Weights;

/// <summary>Element types that a weights file may hold; only floating-point ones can become weights.</summary>
internal enum TensorElementType
{
    Float64,
    Float32,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt64,
    UInt32,
    UInt16,
    UInt8,
    Boolean,
}
