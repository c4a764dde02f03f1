namespace VirNucPro.Models.Demo;

/// <summary>Size of an encoder with random weights.</summary>
internal sealed record DemoShape(int LayerCount, int Width, int HeadCount, int IntermediateSize, int VocabularySize);
