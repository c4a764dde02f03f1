using System.Collections.Immutable;

namespace VirNucPro.Models.Weights;

/// <summary>What a weights file says about one of its tensors.</summary>
/// <param name="Name">Name as in the file.</param>
/// <param name="ElementType">Type of the stored elements.</param>
/// <param name="Shape">Dimensions, row-major; empty for a scalar.</param>
/// <param name="File">The file that holds the data: one shard of several, perhaps.</param>
internal sealed record TensorEntry(string Name, TensorElementType ElementType, ImmutableArray<long> Shape, string File);
