namespace VirNucPro.Pipeline.Batching;

/// <summary>How many tokens a batch of one encoder holds.</summary>
/// <param name="Tokens">Most tokens of a batch, padding included.</param>
/// <param name="FillTokens">Tokens from which a batch fills the device; below it neighbouring lengths share a batch.</param>
internal readonly record struct TokenBudget(int Tokens, int FillTokens)
{
    // Live at the widest point of a layer, in values of the width: residual, normalised input, q, k, v, attention output,
    // and twice the four-fold feed-forward; 14, and 16 with the allocator's rounding. Four bytes each, since the residual
    // stream and LayerNorm are FP32 in every precision.
    private const long BytesPerTokenAndWidth = 16 * sizeof(float);

    // Measured with `virnucpro bench --batch`: on two cores ESM-2 650M embeds 241 tokens/s in batches of 168 tokens, 250 of
    // 336, 239 of 5,376 and 219 of 8,064, when what lies between two products has left the caches; DNABERT-S has the same curve.
    private const int LeastCpuTokens = 2048;

    // What a thread that computes sequences of its own takes at a time (native/src/crew.cpp).
    private const int ThreadTokens = 1024;

    // Not measured on a card yet: large enough that the products of the smaller encoder fill one.
    private const int LargestCudaTokens = 32768;
    private const int FillCpuTokens = 512;
    private const int FillCudaTokens = 4096;

    /// <summary>The budget of an encoder on a device.</summary>
    /// <param name="requestedTokens">The user's budget; 0 derives it.</param>
    /// <param name="width">Width of the embeddings.</param>
    /// <param name="freeMemoryBytes">Memory free on the device before the weights came; a third of it is taken.</param>
    /// <param name="isCuda">Whether the device is a CUDA one.</param>
    /// <param name="threads">Threads of a CPU that compute sequences of their own.</param>
    public static TokenBudget For(int requestedTokens, int width, long freeMemoryBytes, bool isCuda, int threads)
    {
        var tokens = requestedTokens;
        if (tokens == 0)
        {
            var fitting = freeMemoryBytes / 3 / (BytesPerTokenAndWidth * width);
            tokens = (int)Math.Clamp(fitting, 1, isCuda ? LargestCudaTokens : Math.Max(LeastCpuTokens, threads * ThreadTokens));
        }

        return new TokenBudget(tokens, Math.Min(tokens, isCuda ? FillCudaTokens : FillCpuTokens));
    }

    /// <summary>The budget after a batch did not fit: half of what that batch held.</summary>
    /// <param name="batchTokens">Tokens of the batch, padding included.</param>
    public TokenBudget Halve(int batchTokens)
    {
        var tokens = Math.Max(1, Math.Min(Tokens, batchTokens) / 2);
        return new TokenBudget(tokens, Math.Min(tokens, FillTokens));
    }
}
