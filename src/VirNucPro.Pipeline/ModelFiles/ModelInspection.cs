using VirNucPro.Models.Inspection;

namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>Describes model files without loading them and without running anything in them.</summary>
public static class ModelInspection
{
    /// <summary>Describes a file, or the weights of a folder.</summary>
    /// <param name="path">A weights file, an index of shards, the folder of a model, or a models folder.</param>
    /// <returns>One entry for each set of weights.</returns>
    /// <exception cref="RunFailedException">The path does not exist (<see cref="FailureKind.InputMissing"/>), or what it names is damaged or holds no weights (<see cref="FailureKind.BadInput"/>).</exception>
    public static IReadOnlyList<InspectedModel> Read(string path) => FailureMap.Guard(
        path,
        () => Path.Exists(path)
            ? WeightsInspection.Read(path).Select(Translate).ToArray()
            : throw new RunFailedException(FailureKind.InputMissing, $"There is no {path}. Name a file of weights or a folder with one."),
        FailureKind.BadInput);

    private static InspectedModel Translate(WeightsDescription weights) => new(
        weights.Path,
        weights.Format,
        [.. weights.Tensors.Select(tensor => new InspectedTensor(tensor.Name, tensor.DataType, tensor.Shape, tensor.ByteCount))],
        weights.Configuration,
        weights.Metadata,
        weights.Refused);
}
