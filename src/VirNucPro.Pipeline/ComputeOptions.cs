namespace VirNucPro.Pipeline;

/// <summary>Where and how the encoders compute.</summary>
public sealed record ComputeOptions
{
    /// <summary>
    /// <c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>, or a list of one kind: <c>cuda:0,cuda:1</c>, or
    /// <c>cpu:0,cpu:1</c> for as many threads that compute on the CPU. Only <c>auto</c> may end on the CPU unasked.
    /// </summary>
    public string Device { get; init; } = "auto";

    /// <summary>CUDA ordinals to use together; empty leaves the choice to <see cref="Device"/>.</summary>
    public IReadOnlyList<int> Gpus { get; init; } = [];

    /// <summary><c>auto</c> (FP16 on CUDA, FP32 on the CPU), <c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</summary>
    public string Precision { get; init; } = "auto";

    /// <summary>CPU threads of one operator, of all CPU devices together; 0 takes all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Folder with libtorch; null looks at VIRNUCPRO_LIBTORCH, then beside the program.</summary>
    public string? LibtorchDirectory { get; init; }

    /// <summary>Most tokens of one DNABERT-S batch, padding included; 0 derives it from free memory.</summary>
    public int DnabertBatchTokens { get; init; }

    /// <summary>Most tokens of one ESM-2 batch, padding included; 0 derives it from free memory.</summary>
    public int EsmBatchTokens { get; init; }
}
