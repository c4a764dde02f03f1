namespace VirNucPro.Models;

/// <summary>The type in which an encoder's matrix products run; sums, LayerNorm and the result are FP32 throughout.</summary>
public enum ModelPrecision
{
    /// <summary>32-bit floating point.</summary>
    Fp32,

    /// <summary>IEEE half precision.</summary>
    Fp16,

    /// <summary>bfloat16.</summary>
    Bf16,
}
