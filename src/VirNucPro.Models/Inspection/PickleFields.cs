using System.Globalization;
using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Inspection;

/// <summary>What a PyTorch file holds beside its tensors: settings, and names of code.</summary>
internal sealed class PickleFields
{
    // Objects may contain each other, in circles even; a checkpoint nests five deep and holds a few thousand values.
    private const int DeepestNesting = 64;
    private const int MostValues = 1_000_000;

    private readonly List<KeyValuePair<string, string>> _settings = [];
    private readonly List<KeyValuePair<string, string>> _refused = [];

    private int _visited;

    private PickleFields()
    {
    }

    /// <summary>Text and numbers by the way to them, keys and attributes joined by dots.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings => _settings;

    /// <summary>Where something stands that only code could make, and what it names.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Refused => _refused;

    /// <summary>Looks through a file's object.</summary>
    public static PickleFields Of(PyTorchFile file)
    {
        var fields = new PickleFields();
        fields.Visit(file.Root, "", 0);
        var placed = fields._refused.Select(pair => pair.Value).ToHashSet(StringComparer.Ordinal);
        fields._refused.AddRange(file.OpaqueNames
            .Where(name => !placed.Contains(name))
            .Order(StringComparer.Ordinal)
            .Select(name => KeyValuePair.Create("-", name)));
        return fields;
    }

    private void Visit(PickleValue value, string path, int depth)
    {
        if (depth > DeepestNesting || ++_visited > MostValues)
        {
            return;
        }

        switch (value)
        {
            case PickleValue.Opaque opaque:
                _refused.Add(new(Named(path), opaque.QualifiedName));
                break;
            case PickleValue.Module module:
                _settings.Add(new(Named(path), $"object of class {module.ClassName}"));
                VisitModule(module, path, depth);
                break;
            case PickleValue.Namespace space:
                VisitAttributes(space.Attributes, path, depth);
                break;
            case PickleValue.Dict dictionary:
                VisitEntries(dictionary, path, depth);
                break;
            case PickleValue.List list:
                VisitItems(list.Items, path, depth);
                break;
            case PickleValue.Tuple tuple:
                VisitItems(tuple.Items, path, depth);
                break;
            default:
                if (Text(value) is { } text)
                {
                    _settings.Add(new(Named(path), text));
                }

                break;
        }
    }

    // Sub-modules stand under their own names, as in a state dict.
    private void VisitModule(PickleValue.Module module, string path, int depth)
    {
        foreach (var (name, item) in module.Attributes)
        {
            Visit(item, name == "_modules" ? path : Join(path, name), depth + 1);
        }
    }

    private void VisitAttributes(IReadOnlyDictionary<string, PickleValue> attributes, string path, int depth)
    {
        foreach (var (name, item) in attributes)
        {
            Visit(item, Join(path, name), depth + 1);
        }
    }

    private void VisitEntries(PickleValue.Dict dictionary, string path, int depth)
    {
        foreach (var (key, item) in dictionary.Items)
        {
            Visit(item, Join(path, Key(key)), depth + 1);
        }
    }

    private void VisitItems(IReadOnlyList<PickleValue> items, string path, int depth)
    {
        for (var i = 0; i < items.Count; i++)
        {
            Visit(items[i], Join(path, i.ToString(CultureInfo.InvariantCulture)), depth + 1);
        }
    }

    private static string Key(PickleValue key) => Text(key) ?? "?";

    private static string? Text(PickleValue value) => value switch
    {
        PickleValue.Bool boolean => boolean.Value ? "true" : "false",
        PickleValue.Integer integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        PickleValue.Real real => real.Value.ToString(CultureInfo.InvariantCulture),
        PickleValue.Text text => text.Value,
        PickleValue.Bytes bytes => $"{bytes.Value.Length} bytes",
        PickleValue.DType type => type.Name,
        PickleValue.Size size => $"[{string.Join(", ", size.Dimensions)}]",
        PickleValue.Device device => device.Name,
        _ => null,
    };

    private static string Named(string path) => path.Length == 0 ? "(the whole)" : path;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
