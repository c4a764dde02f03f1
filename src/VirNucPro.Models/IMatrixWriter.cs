namespace VirNucPro.Models;

/// <summary>Writes a float32 [N, D] array to a file, without knowing N beforehand.</summary>
public interface IMatrixWriter : IDisposable
{
    /// <summary>Appends rows.</summary>
    /// <param name="rows">[any number, D], row-major.</param>
    /// <exception cref="ArgumentException">Not a whole number of rows.</exception>
    /// <exception cref="IOException">Writing failed.</exception>
    void Write(ReadOnlySpan<float> rows);

    /// <summary>Enters the number of rows and flushes; without it the file says that it has no rows.</summary>
    /// <exception cref="IOException">Writing failed.</exception>
    void Complete();
}
