namespace VirNucPro.Pipeline.Verification;

/// <summary>How far an embedding is from its reference.</summary>
/// <param name="CosineDistance">1 − cosine of the angle between both; not a number where one is zero or not finite, which no bar lets pass.</param>
/// <param name="RelativeNorm">‖embedding‖ / ‖reference‖ − 1.</param>
/// <param name="MaxAbsolute">Largest absolute difference of an element; not a number where one is not finite.</param>
internal readonly record struct EmbeddingDifference(double CosineDistance, double RelativeNorm, double MaxAbsolute)
{
    /// <summary>Cosine of the angle between both.</summary>
    public double Cosine => 1 - CosineDistance;

    /// <summary>Compares two vectors of one width.</summary>
    public static EmbeddingDifference Of(ReadOnlySpan<float> embedding, ReadOnlySpan<double> reference)
    {
        double square = 0, referenceSquare = 0, differenceSquare = 0, squaresDifference = 0, largest = 0;
        for (var i = 0; i < embedding.Length; i++)
        {
            var difference = embedding[i] - reference[i];
            square += (double)embedding[i] * embedding[i];
            referenceSquare += reference[i] * reference[i];
            differenceSquare += difference * difference;
            squaresDifference += difference * (embedding[i] + reference[i]);
            largest = Math.Max(largest, Math.Abs(difference));
        }

        // From the differences, for subtracting a cosine from 1 leaves nothing below 1e-16, and makes equal vectors differ.
        double norm = Math.Sqrt(square), referenceNorm = Math.Sqrt(referenceSquare);
        var normDifference = squaresDifference / (norm + referenceNorm);
        var product = norm * referenceNorm;
        var distance = product > 0 ? Math.Max(0, (differenceSquare - (normDifference * normDifference)) / (2 * product)) : double.NaN;
        return new(distance, (norm / referenceNorm) - 1, largest);
    }
}
