namespace VirNucPro.Pipeline.Verification;

/// <summary>How far an embedding is from its reference.</summary>
/// <param name="Cosine">Cosine of the angle between both; not a number where one is zero or not finite, which no bar lets pass.</param>
/// <param name="RelativeNorm">‖embedding‖ / ‖reference‖ − 1.</param>
/// <param name="MaxAbsolute">Largest absolute difference of an element; not a number where one is not finite.</param>
internal readonly record struct EmbeddingDifference(double Cosine, double RelativeNorm, double MaxAbsolute)
{
    /// <summary>Compares two vectors of one width.</summary>
    public static EmbeddingDifference Of(ReadOnlySpan<float> embedding, ReadOnlySpan<double> reference)
    {
        double product = 0, square = 0, referenceSquare = 0, largest = 0;
        for (var i = 0; i < embedding.Length; i++)
        {
            product += embedding[i] * reference[i];
            square += (double)embedding[i] * embedding[i];
            referenceSquare += reference[i] * reference[i];
            largest = Math.Max(largest, Math.Abs(embedding[i] - reference[i]));
        }

        return new(product / Math.Sqrt(square * referenceSquare), Math.Sqrt(square / referenceSquare) - 1, largest);
    }
}
