namespace VirNucPro.Models;

/// <summary>A part of the models in use and what tells it from any other.</summary>
/// <param name="Name">Its name for people, for example <c>ESM-2 weights</c>.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits that differ where any file of it differs.</param>
public sealed record ModelPart(string Name, string Sha256);
