namespace VirNucPro.EndToEnd.Tests;

/// <summary>Puts models folders together.</summary>
internal static class ModelFolders
{
    /// <summary>A folder with the golden tiny ESM-2.</summary>
    public static string AssembleEsm2(TemporaryDirectory directory)
    {
        Copy(Fixture.Path("esm2/a"), directory["models/esm2"], "config.json", "model.safetensors", "vocab.txt");
        return directory["models"];
    }

    /// <summary>A folder with the golden tiny models of the end-to-end runs and the real tokenizer.</summary>
    public static string AssembleGolden(TemporaryDirectory directory)
    {
        AssembleEsm2(directory);
        Copy(Fixture.Path("dnabert/a"), directory["models/dnabert-s"], "config.json", "model.safetensors");
        File.Copy(Fixture.RealTokenizer, directory["models/dnabert-s/tokenizer.json"]);
        Directory.CreateDirectory(directory["models/classifier"]);
        foreach (var lengthBp in (int[])[300, 500])
        {
            File.Copy(Fixture.Path("classifier/tiny/model.safetensors"), directory[$"models/classifier/{lengthBp}_model.safetensors"]);
        }

        return directory["models"];
    }

    /// <summary>A snapshot of the golden tiny DNABERT-S as the hub gives it out, with the real tokenizer.</summary>
    public static string AssembleDnabertSnapshot(TemporaryDirectory directory)
    {
        Copy(Fixture.Path("dnabert/a"), directory["DNABERT-S"], "config.json", "pytorch_model.bin");
        File.Copy(Fixture.RealTokenizer, directory["DNABERT-S/tokenizer.json"]);
        return directory["DNABERT-S"];
    }

    private static void Copy(string source, string target, params string[] names)
    {
        Directory.CreateDirectory(target);
        foreach (var name in names)
        {
            File.Copy(Path.Combine(source, name), Path.Combine(target, name));
        }
    }
}
