using VirNucPro.Models.Import;

namespace VirNucPro.Models.Verification;

/// <summary>Reads the files of a models folder and compares them with what the import recorded.</summary>
/// <param name="directory">The models folder.</param>
/// <param name="totalBytes">Bytes of all files.</param>
/// <param name="share">Told which share of them is read, 0 to 1; null for none.</param>
/// <param name="cancellation">Stops the reading.</param>
internal sealed class FileHashing(string directory, long totalBytes, IProgress<double>? share, CancellationToken cancellation)
{
    private long _doneBytes;

    /// <summary>Compares a file's size, then its hash.</summary>
    /// <exception cref="ModelException">The file is missing, unreadable or another one.</exception>
    public void Check(ManifestFile file)
    {
        var path = Path.Combine(directory, file.Name);
        if (!File.Exists(path))
        {
            throw new ModelException($"{path} was imported but is missing: import it again.");
        }

        try
        {
            using var stream = FileDigest.Open(path);
            if (stream.Length != file.ByteCount)
            {
                throw new ModelException($"{path} has {stream.Length} bytes, but {file.ByteCount} were imported: import it again.");
            }

            var digest = Hash(stream);
            if (digest != file.Sha256)
            {
                throw new ModelException($"{path} has changed since it was imported: its SHA-256 is {digest}, not {file.Sha256}. Import it again.");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    private string Hash(FileStream stream) => FileDigest.Of(stream, count =>
    {
        cancellation.ThrowIfCancellationRequested();
        _doneBytes += count;
        share?.Report((double)_doneBytes / totalBytes);
    });
}
