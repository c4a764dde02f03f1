using System.Globalization;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>Names the tensors of a saved object by the way to them: keys and attributes joined by dots.</summary>
internal static class TensorNames
{
    // Real models nest five deep; a file that nests deeper holds no model.
    private const int DeepestNesting = 64;

    // Shared sub-trees have many names, and names can be long: letters of all names, and one for each value that has none
    // (ESM-2 15B: about 50,000).
    private const int MostLetters = 16_000_000;

    /// <summary>Finds every tensor that can be reached.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="root">The saved object.</param>
    /// <exception cref="ModelException">Two tensors have one name, or the nesting has no end.</exception>
    public static Dictionary<string, StridedData> Collect(string path, PickleValue root)
    {
        var found = new Dictionary<string, StridedData>(StringComparer.Ordinal);
        var budget = MostLetters;
        Visit(path, root, "", 0, found, ref budget);
        return found;
    }

    private static void Visit(
        string path, PickleValue value, string name, int depth, Dictionary<string, StridedData> found, ref int budget)
    {
        if (depth > DeepestNesting)
        {
            throw new ModelException($"{path} nests its values without end at '{name}': it holds no model.");
        }

        switch (value)
        {
            case PickleValue.TensorRef tensor:
                if (!found.TryAdd(name, tensor.Data))
                {
                    throw new ModelException($"{path} holds two tensors named {name}. Fetch it again.");
                }

                break;
            case PickleValue.Dict dictionary:
                foreach (var (key, item) in LastOfEachKey(dictionary))
                {
                    VisitPart(path, item, name, key, depth, found, ref budget);
                }

                break;
            case PickleValue.List list:
                VisitAll(path, list.Items, name, depth, found, ref budget);
                break;
            case PickleValue.Tuple tuple:
                VisitAll(path, tuple.Items, name, depth, found, ref budget);
                break;
            case PickleValue.Namespace space:
                foreach (var (key, item) in space.Attributes)
                {
                    VisitPart(path, item, name, key, depth, found, ref budget);
                }

                break;
            case PickleValue.Module module:
                VisitModule(path, module, name, depth, found, ref budget);
                break;
        }
    }

    private static void VisitPart(
        string path, PickleValue value, string name, string part, int depth, Dictionary<string, StridedData> found, ref int budget)
    {
        var mayHoldTensors = value is PickleValue.TensorRef or PickleValue.Dict or PickleValue.List or PickleValue.Tuple or PickleValue.Namespace or PickleValue.Module;
        budget -= mayHoldTensors ? name.Length + part.Length + 1 : 1;
        if (budget < 0)
        {
            throw new ModelException($"{path} has more values than any model, or repeats them without end at '{name}'.");
        }

        if (mayHoldTensors)
        {
            Visit(path, value, name.Length == 0 ? part : $"{name}.{part}", depth + 1, found, ref budget);
        }
    }

    /// <summary>The entries of the module's state dict.</summary>
    /// <remarks>Source: torch.nn.Module._save_to_state_dict.</remarks>
    private static void VisitModule(
        string path, PickleValue.Module module, string name, int depth, Dictionary<string, StridedData> found, ref int budget)
    {
        var passing = module.Attributes.GetValueOrDefault("_non_persistent_buffers_set") is PickleValue.Set set
            ? set.Items.OfType<PickleValue.Text>().Select(text => text.Value).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var part in (string[])["_parameters", "_buffers", "_modules"])
        {
            if (module.Attributes.GetValueOrDefault(part) is not PickleValue.Dict dictionary)
            {
                continue;
            }

            foreach (var (key, item) in dictionary.Items)
            {
                if (key is PickleValue.Text { Value: var text } && !(part == "_buffers" && passing.Contains(text)))
                {
                    VisitPart(path, item, name, text, depth, found, ref budget);
                }
            }
        }
    }

    private static void VisitAll(
        string path, IReadOnlyList<PickleValue> items, string name, int depth, Dictionary<string, StridedData> found, ref int budget)
    {
        for (var i = 0; i < items.Count; i++)
        {
            VisitPart(path, items[i], name, i.ToString(CultureInfo.InvariantCulture), depth, found, ref budget);
        }
    }

    // As in Python, a later entry replaces an earlier one of the same key.
    private static Dictionary<string, PickleValue> LastOfEachKey(PickleValue.Dict dictionary)
    {
        var last = new Dictionary<string, PickleValue>(StringComparer.Ordinal);
        foreach (var (key, item) in dictionary.Items)
        {
            if (KeyText(key) is { } text)
            {
                last[text] = item;
            }
        }

        return last;
    }

    private static string? KeyText(PickleValue key) => key switch
    {
        PickleValue.Text text => text.Value,
        PickleValue.Integer number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
