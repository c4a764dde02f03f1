using VirNucPro.Models.Weights;
using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Esm2;

/// <summary>The options of the training that a checkpoint of fair-esm carries: an <c>argparse.Namespace</c> at <c>["cfg"]["model"]</c>.</summary>
/// <remarks>Source: esm/pretrained.py, _load_model_and_alphabet_core_v2.</remarks>
internal sealed class FairEsmSettings
{
    private readonly string _path;
    private readonly PickleValue _settings;

    private FairEsmSettings(string path, PickleValue settings)
    {
        _path = path;
        _settings = settings;
    }

    /// <summary>The settings in weights; null where they carry none.</summary>
    public static FairEsmSettings? Find(ITensorSource source) =>
        source is PyTorchFile file && Member(file.Root, "cfg") is { } all && Member(all, "model") is { } settings
            ? new FairEsmSettings(source.Path, settings)
            : null;

    /// <summary>A whole number of at least 1.</summary>
    /// <exception cref="ModelException">There is no such number.</exception>
    public int PositiveInteger(string name) =>
        Member(_settings, name) is PickleValue.Integer { Value: var value } && value > 0 && value <= int.MaxValue
            ? (int)value
            : throw new ModelException($"{_path}: the checkpoint's settings have no positive whole number {name}.");

    /// <summary>A boolean.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    public bool Boolean(string name) =>
        Member(_settings, name) is PickleValue.Bool { Value: var value }
            ? value
            : throw new ModelException($"{_path}: the checkpoint's settings do not say whether {name} is true or false.");

    private static PickleValue? Member(PickleValue value, string name) => value switch
    {
        PickleValue.Namespace settings => settings.Attributes.GetValueOrDefault(name),
        PickleValue.Dict dictionary => dictionary.Find(name),
        _ => null,
    };
}
