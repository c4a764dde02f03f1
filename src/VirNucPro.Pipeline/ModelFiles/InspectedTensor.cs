namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>A tensor as a weights file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Type of its elements: <c>float16</c>, <c>int64</c>.</param>
/// <param name="Shape">Its dimensions, row-major; empty for a scalar.</param>
/// <param name="ByteCount">Bytes of its elements.</param>
public sealed record InspectedTensor(string Name, string DataType, IReadOnlyList<long> Shape, long ByteCount);
