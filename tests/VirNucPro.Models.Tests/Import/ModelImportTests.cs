using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.Import;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests.Import;

public sealed class ModelImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _output;

    public ModelImportTests() => _output = _folder.File("models");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OriginalFilesBecomeAModelsFolder()
    {
        var manifest = ImportSources.Run(All());

        Assert.Equal(
            ["classifier/500_model.safetensors", "dnabert-s/config.json", "dnabert-s/model.safetensors", "dnabert-s/tokenizer.json", "esm2/config.json", "esm2/model.safetensors", "models.json"],
            FilesOf(_output));
        Assert.Equal(["classifier/500", "dnabert-s", "esm2"], manifest.Parts.Select(part => part.Name));
        var folder = ModelFolder.Open(_output);
        Assert.Equal((3, 64, 4, 256), (folder.ReadEsm2Configuration().LayerCount, folder.ReadEsm2Configuration().HiddenSize, folder.ReadEsm2Configuration().HeadCount, folder.ReadEsm2Configuration().IntermediateSize));
        Assert.Equal(2, folder.ReadDnabertConfiguration().LayerCount);
        using var classifier = SafetensorsFile.Open(folder.FindClassifier(500));
        Assert.Equal("500", classifier.Metadata[MlpClassifier.ExpectedLengthKey]);
    }

    [Fact]
    public void ManifestRecordsSourcesAndFilesWithTheirHashes()
    {
        var options = All();
        var written = ImportSources.Run(options);

        var manifest = ModelManifest.Read(_output)!;

        Assert.Equivalent(written, manifest, strict: true);
        Assert.All(manifest.Parts, part => Assert.Matches("^virnucpro [0-9]", part.Program));
        Assert.Equal(
            ["config.json", "pytorch_model.bin", "tokenizer.json"],
            manifest.Find("dnabert-s")!.Sources.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Described(ImportSources.Esm2, Path.GetFileName(ImportSources.Esm2)), Assert.Single(manifest.Find("esm2")!.Sources));
        Assert.Equal(Described(ImportSources.Classifier, "model.pth"), Assert.Single(manifest.Find("classifier/500")!.Sources));
        Assert.All(
            manifest.Parts.SelectMany(part => part.Files),
            file => Assert.Equal(Described(Path.Combine(_output, file.Name), file.Name), file));
        Assert.All([manifest.DnabertFingerprint, manifest.Esm2Fingerprint, manifest.ClassifierFingerprint(500)], print => Assert.Matches("^[0-9a-f]{16}$", print));
        Assert.Null(manifest.ClassifierFingerprint(300));
    }

    [Fact]
    public void TheSameSourcesGiveTheSameBytes()
    {
        var options = All();
        ImportSources.Run(options);
        ImportSources.Run(options with { OutputDirectory = _folder.File("again") });

        Assert.All(FilesOf(_output), name => Assert.Equal(File.ReadAllBytes(Path.Combine(_output, name)), File.ReadAllBytes(_folder.File($"again/{name}"))));
    }

    [Fact]
    public void FolderWithoutManifestHasNone() => Assert.Null(ModelManifest.Read(_folder.Path));

    [Theory]
    [InlineData("{\"format_version\":2}", "format version 2")]
    [InlineData("{\"format_version\":1,\"parts\":{\"esm2\":{}}}", "no list of imported models")]
    [InlineData("{\"format_version\":1,\"parts\":{\"esm2\":3}}", "no list of imported models")]
    public void UnusableManifestIsNamed(string text, string fragment)
    {
        File.WriteAllText(_folder.File(ModelManifest.FileName), text);
        AssertRefused(() => ModelManifest.Read(_folder.Path), ModelManifest.FileName, fragment);
    }

    [Fact]
    public void ClassifiersAreAddedOneByOne()
    {
        ImportSources.Run(new ModelImportOptions { ClassifierPath = ImportSources.Classifier, OutputDirectory = _output });
        var manifest = ImportSources.Run(new ModelImportOptions { ClassifierPath = ImportSources.Classifier, ExpectedLengthBp = 300, OutputDirectory = _output });

        Assert.Equal(["classifier/300_model.safetensors", "classifier/500_model.safetensors", "models.json"], FilesOf(_output));
        Assert.NotEqual(manifest.ClassifierFingerprint(300), manifest.ClassifierFingerprint(500));
    }

    [Theory]
    [InlineData("300_model.safetensors", null)]
    [InlineData("model.safetensors", "300")]
    public void ClassifierOfAnotherChunkLengthIsNotImported(string name, string? metadata)
    {
        var path = _folder.File(name);
        var writer = new SafetensorsWriter();
        if (metadata is not null)
        {
            writer.AddMetadata(MlpClassifier.ExpectedLengthKey, metadata);
        }

        writer.Write(path);
        AssertRefused(
            () => ImportSources.Run(new ModelImportOptions { ClassifierPath = path, OutputDirectory = _output }),
            path, "300 bp", "500 bp", "--expected-length 300");
    }

    [Fact]
    public void PartThatIsThereIsOnlyReplacedByForce()
    {
        var options = new ModelImportOptions { Esm2Path = ImportSources.Esm2, OutputDirectory = _output };
        ImportSources.Run(options);
        File.WriteAllText(Path.Combine(_output, "esm2", "left over.txt"), "");

        AssertRefused(() => ImportSources.Run(options), "esm2 is already there", "--force");
        Assert.Contains("esm2/left over.txt", FilesOf(_output));

        ImportSources.Run(options with { Force = true });
        Assert.Equal(["esm2/config.json", "esm2/model.safetensors", "models.json"], FilesOf(_output));
    }

    [Fact]
    public void SafetensorsThatAreRightAreLinkedAndNotCopied()
    {
        var source = Directory.CreateDirectory(_folder.File("snapshot")).FullName;
        File.Copy(Fixture.Path("esm2/a/config.json"), Path.Combine(source, "config.json"));
        File.Copy(Fixture.Path("esm2/a/model.safetensors"), _folder.File("blob"));
        File.CreateSymbolicLink(Path.Combine(source, "model.safetensors"), "../blob");

        var manifest = ImportSources.Run(new ModelImportOptions { Esm2Path = source, OutputDirectory = _output });

        var imported = new FileInfo(Path.Combine(_output, "esm2", "model.safetensors"));
        Assert.Null(imported.LinkTarget);
        Assert.Equal(Described(_folder.File("blob"), "esm2/model.safetensors"), manifest.Find("esm2")!.Files[1]);
        // A second name for the same file shows what is changed under the first.
        using (var blob = new FileStream(_folder.File("blob"), FileMode.Append))
        {
            blob.WriteByte(1);
        }

        Assert.Equal(new FileInfo(_folder.File("blob")).Length, imported.Length);
    }

    [Fact]
    public void ShardsKeepTheirIndex()
    {
        ImportSources.Run(new ModelImportOptions { Esm2Path = Fixture.Path("esm2/a16/model.safetensors.index.json"), OutputDirectory = _output });

        using var source = ModelWeights.Open(Path.Combine(_output, "esm2"));
        Assert.Equal(58, source.Tensors.Count);
        Assert.Equal(
            ["esm2/config.json", "esm2/model-00001-of-00002.safetensors", "esm2/model-00002-of-00002.safetensors", "esm2/model.safetensors.index.json", "models.json"],
            FilesOf(_output));
    }

    [Fact]
    public void LargeWeightsAreSplitUnderAnIndex()
    {
        const long Limit = 200_000;
        ImportSources.Run(new ModelImportOptions { Esm2Path = ImportSources.Esm2, OutputDirectory = _folder.File("whole") });
        ImportSources.Run(new ModelImportOptions { Esm2Path = ImportSources.Esm2, OutputDirectory = _output, MaximumShardBytes = Limit });

        using var whole = ModelWeights.Open(_folder.File("whole/esm2"));
        using var split = ModelWeights.Open(Path.Combine(_output, "esm2"));
        var shards = Directory.GetFiles(Path.Combine(_output, "esm2"), "model-*-of-00004.safetensors");
        Assert.Equal(4, shards.Length);
        Assert.All(shards, shard => Assert.InRange(new FileInfo(shard).Length, 1, Limit + 10_000));
        Assert.Equal(whole.Tensors.Keys.Order(), split.Tensors.Keys.Order());
        Assert.All(whole.Tensors.Keys, name => Assert.Equal(whole.Read(whole.Tensors[name]).ToArray(), split.Read(split.Tensors[name]).ToArray()));
    }

    [Fact]
    public void HalfPrecisionRoundsMatricesAndLeavesVectors()
    {
        ImportSources.Run(new ModelImportOptions { Esm2Path = ImportSources.Esm2, OutputDirectory = _output, HalfPrecision = true });

        using var source = SafetensorsFile.Open(Fixture.Path("esm2/a/model.safetensors"));
        using var rounded = SafetensorsFile.Open(Path.Combine(_output, "esm2", "model.safetensors"));
        Assert.All(rounded.Tensors.Values, tensor => Assert.Equal(tensor.Shape.Length >= 2 ? TensorElementType.Float16 : TensorElementType.Float32, tensor.ElementType));
        const string Query = "encoder.layer.1.attention.self.query.weight";
        var exact = Floats(source, $"esm.{Query}");
        var halves = rounded.Read(rounded.Tensors[Query]).ToArray();
        Assert.Equal(exact.Select(value => (Half)value), Enumerable.Range(0, exact.Length).Select(i => BitConverter.ToHalf(halves, i * 2)));
    }

    [Fact]
    public void ValueBeyondHalfPrecisionIsNamed()
    {
        Rewrite("esm2/a", values => values[1] = 70000f);
        AssertRefused(
            () => ImportSources.Run(new ModelImportOptions { Esm2Path = _folder.File("changed"), OutputDirectory = _output, HalfPrecision = true }),
            "embeddings.word_embeddings.weight", "70000", "FP16");
        Assert.Empty(FilesOf(_output));
    }

    [Theory]
    [InlineData("\"intermediate_size\": 256", "\"intermediate_size\": 128", "intermediate.dense.bias", "[256]", "[128]")]
    [InlineData("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4", "tensor encoder.layer.3.", "is missing, and 15 others")]
    [InlineData("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2", "tensor esm.encoder.layer.2.", "has no place in the network")]
    [InlineData("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2000000000", "too few")]
    public void WeightsOfAnotherModelThanTheConfigurationAreNotImported(string field, string replacement, params string[] fragments)
    {
        Rewrite("esm2/a", _ => { });
        var configuration = _folder.File("changed/config.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace(field, replacement, StringComparison.Ordinal));
        AssertRefused(() => ImportSources.Run(new ModelImportOptions { Esm2Path = _folder.File("changed"), OutputDirectory = _output }), fragments);
        Assert.False(Directory.Exists(_output));
    }

    [Fact]
    public void ShardsOfPyTorchAreJoinedAndConverted()
    {
        const string Shard = "pytorch_model-00001-of-00001.bin";
        var weights = ImportSources.Dnabert(_folder);
        var directory = Path.GetDirectoryName(weights)!;
        File.Move(weights, Path.Combine(directory, Shard));
        using (var shard = WeightsFile.Open(Path.Combine(directory, Shard)))
        {
            var entries = shard.Tensors.Keys.Select(name => $"\"{name}\":\"{Shard}\"");
            File.WriteAllText(Path.Combine(directory, "pytorch_model.bin.index.json"), $"{{\"weight_map\":{{{string.Join(',', entries)}}}}}");
        }

        ImportSources.Run(new ModelImportOptions { DnabertPath = directory, OutputDirectory = _output });

        using var expected = SafetensorsFile.Open(Fixture.Path("dnabert/a/model.safetensors"));
        using var imported = SafetensorsFile.Open(Path.Combine(_output, "dnabert-s", "model.safetensors"));
        Assert.NotEmpty(imported.Tensors);
        Assert.All(imported.Tensors.Keys, name => Assert.Equal(Floats(expected, name), Floats(imported, name)));
    }

    [Fact]
    public void InterruptedImportLeavesNoHalfPart()
    {
        var options = All();
        var total = Watch(options with { OutputDirectory = _folder.File("whole") }, _ => { }, CancellationToken.None);

        for (var i = 0; i < 7; i++)
        {
            var stop = total * i / 7;
            using var cancellation = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Watch(options, done =>
            {
                if (done >= stop)
                {
                    cancellation.Cancel();
                }
            }, cancellation.Token));
            Assert.Empty(FilesOf(_output));
        }
    }

    [Fact]
    public void LeftoverOfAKilledImportIsThrownAway()
    {
        Directory.CreateDirectory(Path.Combine(_output, ".import.partial", "esm2"));
        File.WriteAllText(Path.Combine(_output, ".import.partial", "esm2", "model.safetensors"), "half");

        ImportSources.Run(new ModelImportOptions { Esm2Path = ImportSources.Esm2, OutputDirectory = _output });

        Assert.Equal(["esm2/config.json", "esm2/model.safetensors", "models.json"], FilesOf(_output));
    }

    [Fact]
    public void ProgressEndsAtItsTotal()
    {
        var last = default(ImportProgress);
        ModelImport.Run(All(), new Sink(value => last = value), CancellationToken.None);
        Assert.Equal(last.TotalBytes, last.DoneBytes);
        Assert.Equal("classifier/500_model.safetensors", last.FileName);
    }

    [Fact]
    public void MissingTokenizerIsNamed()
    {
        var weights = ImportSources.Dnabert(_folder);
        File.Delete(Path.Combine(Path.GetDirectoryName(weights)!, "tokenizer.json"));
        AssertRefused(() => ImportSources.Run(new ModelImportOptions { DnabertPath = weights, OutputDirectory = _output }), "tokenizer.json is missing");
        Assert.False(Directory.Exists(_output));
    }

    [Fact]
    public void ImportOfNothingIsAMistakeOfTheCaller() =>
        Assert.Throws<ArgumentException>(() => ImportSources.Run(new ModelImportOptions { OutputDirectory = _output }));

    private ModelImportOptions All() => new()
    {
        Esm2Path = ImportSources.Esm2,
        DnabertPath = ImportSources.Dnabert(_folder),
        ClassifierPath = ImportSources.Classifier,
        OutputDirectory = _output,
    };

    /// <summary>Copies a model into the folder <c>changed</c> with other word embeddings.</summary>
    private void Rewrite(string model, Action<float[]> change)
    {
        var directory = Directory.CreateDirectory(_folder.File("changed")).FullName;
        File.Copy(Fixture.Path($"{model}/config.json"), Path.Combine(directory, "config.json"));
        using var source = SafetensorsFile.Open(Fixture.Path($"{model}/model.safetensors"));
        var writer = new SafetensorsWriter();
        foreach (var tensor in source.Tensors.Values.Where(tensor => tensor.ElementType == TensorElementType.Float32))
        {
            var values = Floats(source, tensor.Name);
            if (tensor.Name.EndsWith("word_embeddings.weight", StringComparison.Ordinal))
            {
                change(values);
            }

            writer.Add(tensor.Name, [.. tensor.Shape], values);
        }

        writer.Write(Path.Combine(directory, "model.safetensors"));
    }

    private static long Watch(ModelImportOptions options, Action<long> watch, CancellationToken cancellation)
    {
        var total = 0L;
        ModelImport.Run(options, new Sink(value =>
        {
            total = value.TotalBytes;
            watch(value.DoneBytes);
        }), cancellation);
        return total;
    }

    private static float[] Floats(SafetensorsFile file, string name) =>
        MemoryMarshal.Cast<byte, float>(file.Read(file.Tensors[name])).ToArray();

    private static ManifestFile Described(string path, string name) =>
        new(name, new FileInfo(path).Length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));

    private static string[] FilesOf(string directory) => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal)]
        : [];

    private static void AssertRefused(Func<object?> action, params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(action);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }

    private sealed class Sink(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }
}
