using System.Reflection;

namespace VirNucPro.Models.Import;

/// <summary>Makes a models folder of the files that upstream's tools download.</summary>
/// <remarks>
/// Weights go from the mapped source to the disk tensor by tensor; nothing that a source says is ever executed. The same
/// sources give the same files, byte for byte.
/// </remarks>
public static class ModelImport
{
    /// <summary>Parts are complete in here before they take their place; a leftover of an interrupted run is thrown away.</summary>
    private const string StagingName = ".import.partial";

    private const string ReplacedName = "replaced";

    /// <summary>Imports the parts that the options name, and records them in <c>models.json</c>.</summary>
    /// <param name="options">The sources and the models folder.</param>
    /// <param name="progress">Is told how far it is; may be null.</param>
    /// <param name="cancellation">Ends it early: no part is left half-written.</param>
    /// <returns>What is now recorded of the folder.</returns>
    /// <exception cref="ArgumentException">No part is named, or the chunk length is not positive.</exception>
    /// <exception cref="ModelException">A source is unusable, or a part is already there.</exception>
    /// <exception cref="IOException">Writing failed, or the disk has too little room.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public static ModelManifest Run(ModelImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ExpectedLengthBp, 1);
        var parts = PartPlans.Open(options);
        try
        {
            if (parts.Count == 0)
            {
                throw new ArgumentException("There is nothing to import.", nameof(options));
            }

            return Write(parts, options, progress, cancellation);
        }
        finally
        {
            foreach (var part in parts)
            {
                part.Dispose();
            }
        }
    }

    private static ModelManifest Write(
        IReadOnlyList<PlannedPart> parts, ModelImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        var root = options.OutputDirectory;
        var manifest = ModelManifest.Read(root) ?? new ModelManifest([]);
        RefuseToReplace(parts, options);
        var writtenBytes = parts.Sum(part => part.WrittenBytes);
        DiskRoom.Require(root, DiskRoom.FreeBytes(root), writtenBytes, "what is to be imported");

        var run = new ImportRun(parts.Sum(part => part.SourceBytes) + writtenBytes, progress, cancellation);
        Directory.CreateDirectory(root);
        var staging = Path.Combine(root, StagingName);
        using var guard = Lock(staging);
        Remove(staging);
        try
        {
            var entries = parts.Select(part => Stage(part, staging, run)).ToArray();
            foreach (var (part, entry) in parts.Zip(entries))
            {
                manifest = Publish(part.Target, entry, manifest, root, staging);
            }

            return manifest;
        }
        finally
        {
            Remove(staging);
        }
    }

    private static void RefuseToReplace(IReadOnlyList<PlannedPart> parts, ModelImportOptions options)
    {
        foreach (var part in parts)
        {
            var target = Path.Combine(options.OutputDirectory, part.Target);
            if (!options.Force && (File.Exists(target) || Directory.Exists(target)))
            {
                throw new ModelException($"{target} is already there. Replace it with --force, or choose another folder.");
            }
        }
    }

    /// <summary>Keeps a second import out of the folder while this one is at work.</summary>
    private static FileStream Lock(string staging)
    {
        try
        {
            return new FileStream($"{staging}.lock", FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException failure)
        {
            throw new ModelException($"{Path.GetDirectoryName(staging)}: another import into this folder is running, or it can't be written: {failure.Message}", failure);
        }
    }

    private static ManifestPart Stage(PlannedPart part, string staging, ImportRun run)
    {
        ManifestFile[] sources = [.. part.SourcePaths.Select(run.Digest)];
        ManifestFile[] files = [.. part.Files.Select(file => file.Write(staging, run)).OrderBy(file => file.Name, StringComparer.Ordinal)];
        var version = typeof(ModelImport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new ManifestPart(part.Name, $"virnucpro {version}", sources, files);
    }

    /// <summary>Moves a complete part to its place.</summary>
    /// <remarks>The manifest never describes a part that is not there: an older entry goes first.</remarks>
    private static ModelManifest Publish(string target, ManifestPart entry, ModelManifest manifest, string root, string staging)
    {
        if (manifest.Find(entry.Name) is not null)
        {
            manifest = manifest.Without(entry.Name);
            manifest.Write(root);
        }

        var source = Path.Combine(staging, target);
        var destination = Path.Combine(root, target);
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        if (File.Exists(source))
        {
            File.Move(source, destination, overwrite: true);
        }
        else
        {
            if (Directory.Exists(destination))
            {
                Directory.CreateDirectory(Path.Combine(staging, ReplacedName));
                Directory.Move(destination, Path.Combine(staging, ReplacedName, target));
            }

            Directory.Move(source, destination);
        }

        manifest = manifest.With(entry);
        manifest.Write(root);
        return manifest;
    }

    private static void Remove(string staging)
    {
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }
    }
}
