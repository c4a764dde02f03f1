using System.IO.Compression;
using System.Text;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Import;
using VirNucPro.Models.Weights;
using VirNucPro.Sequences;

namespace VirNucPro.Fuzz;

/// <summary>The readers of files that a user may have from anywhere.</summary>
internal static class FuzzTargets
{
    private static readonly Dictionary<string, byte[]> NoCompanions = [];

    private static readonly byte[][] Sequences =
        [.. new[] { "", "ACGTTAGCANNACGGTCA", "acgt RYK-*[MASK]", "é" }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>All of them, in the order in which they are run.</summary>
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        PyTorchZip(),
        PyTorchLegacy(),
        Safetensors(),
        ShardIndex(),
        .. Tokenizers(),
        Configuration("esm2-config", "esm2", path => Esm2Configuration.Read(path)),
        Configuration("dnabert-config", "dnabert", path => DnabertConfiguration.Read(path)),
        Manifest(),
        SequenceFile("fasta", FixtureFiles("formats/reads.fa", "sequences/cases_crlf.fa")),
        SequenceFile("fastq", FixtureFiles("formats/reads.fq")),
        SequenceFile("sam", FixtureFiles("formats/reads.sam", "formats/alignments.sam")),
        SequenceFile("bam", [Decompressed("formats/reads.bam"), Decompressed("formats/alignments.bam")]),

        // The long name and the skippable frame take changes that leave the content alone.
        SequenceFile(
            "gzip",
            [
                .. FixtureFiles("formats/reads.bam", "formats/reads.members.fq.gz", "formats/reads.bgzip.fq.gz"),
                [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. Enumerable.Repeat((byte)'n', 250), 0, .. FixtureBytes("formats/reads.fq.gz")[10..]],
            ]),
        SequenceFile(
            "zstd",
            [
                .. FixtureFiles("formats/reads.fq.zst", "formats/reads.frames.fq.zst"),
                [0x50, 0x2A, 0x4D, 0x18, 250, 0, 0, 0, .. new byte[250], .. FixtureBytes("formats/reads.fq.zst")],
            ]),
    ];

    private static FuzzTarget PyTorchZip()
    {
        var corpus = FixtureFiles(
            "ptformat/mixed_zip.pt",
            "ptformat/mixed_zip_protocol4.pt",
            "ptformat/bare_tensor_zip.pt",
            "ptformat/broken/unknown_global.pt",
            "classifier/tiny/model.pth",
            "classifier/tiny/model_torch2_layout.pth",
            "esm2/a/esm2_t3_tiny_a-contact-regression.pt");
        return new FuzzTarget("pytorch-zip", "model.pt", new ZipMutator(corpus), path => ReadAll(WeightsFile.Open(path)), NoCompanions, Share: 0.5);
    }

    private static FuzzTarget PyTorchLegacy()
    {
        var corpus = FixtureFiles(
            "ptformat/mixed_legacy.pt",
            "ptformat/list_legacy.pt",
            "classifier/tiny/model_state_dict_legacy.pt",
            "esm2/a16/esm2_t3_tiny_a16_legacy-contact-regression.pt");
        return new FuzzTarget("pytorch-legacy", "model.pt", new PickleMutator(corpus), path => ReadAll(WeightsFile.Open(path)), NoCompanions, Share: 0.5);
    }

    private static FuzzTarget Safetensors()
    {
        byte[][] corpus =
        [
            FixtureBytes("weights/mixed.safetensors"),
            FixtureBytes("classifier/tiny/model.safetensors"),
            WrittenBytes(path => WriteWeights(path, "a", "b", "c")),
        ];
        return new FuzzTarget("safetensors", "model.safetensors", new SafetensorsMutator(corpus), path => ReadAll(SafetensorsFile.Open(path)), NoCompanions);
    }

    private static FuzzTarget ShardIndex()
    {
        const string FirstShard = "model-00001-of-00002.safetensors";
        const string SecondShard = "model-00002-of-00002.safetensors";
        var index = $$"""
            {"metadata":{"total_size":32},"weight_map":{"a":"{{FirstShard}}","b":"{{FirstShard}}","c":"{{SecondShard}}","d":"{{SecondShard}}"} }
            """;
        var companions = new Dictionary<string, byte[]>
        {
            [FirstShard] = WrittenBytes(path => WriteWeights(path, "a", "b")),
            [SecondShard] = WrittenBytes(path => WriteWeights(path, "c", "d")),
        };
        return new FuzzTarget(
            "shard-index",
            "model.safetensors.index.json",
            new JsonMutator([Encoding.UTF8.GetBytes(index)]),
            path => ReadAll(ShardedWeights.Open(path)),
            companions);
    }

    private static IEnumerable<FuzzTarget> Tokenizers()
    {
        const string FileName = "tokenizer.json";
        var mutator = new JsonMutator(
        [
            WrittenBytes(path => DemoTokenizer.Write(path, vocabularySize: 16)),
            WrittenBytes(path => DemoTokenizer.Write(path, vocabularySize: 32)),
        ]);
        yield return new FuzzTarget("tokenizer", FileName, mutator, ReadTokenizer, NoCompanions);
        // The library behind the tokenizer compiles a regular expression for each file, which takes milliseconds.
        yield return new FuzzTarget("token-ids", FileName, mutator, Tokenize, NoCompanions, Share: 0.1);
    }

    private static FuzzTarget Configuration(string name, string folder, Action<string> read)
    {
        byte[][] corpus = [FixtureBytes($"{folder}/a/config.json"), FixtureBytes($"{(folder == "esm2" ? "esm2/a16" : "dnabert/b")}/config.json")];
        return new FuzzTarget(name, "config.json", new JsonMutator(corpus), read, NoCompanions);
    }

    private static FuzzTarget Manifest()
    {
        var file = new ManifestFile("model.safetensors", 5, new string('0', 64));
        var text = WrittenBytes(path =>
        {
            var directory = Directory.CreateTempSubdirectory("virnucpro-fuzz-").FullName;
            new ModelManifest([new ManifestPart("esm2", "virnucpro", [file], [file]), new ManifestPart("classifier/500", "virnucpro", [file], [])]).Write(directory);
            File.Move(Path.Combine(directory, ModelManifest.FileName), path, overwrite: true);
            Directory.Delete(directory);
        });
        return new FuzzTarget("models-json", ModelManifest.FileName, new JsonMutator([text]), ReadManifest, NoCompanions);
    }

    private static FuzzTarget SequenceFile(string name, byte[][] corpus) =>
        new(name, "input.fa", new ByteMutator(corpus), ReadSequences, NoCompanions, Share: 0.3);

    private static void ReadSequences(string path)
    {
        using var reader = new SequenceReader(File.OpenRead(path), path);
        while (reader.TryRead(out _))
        {
        }
    }

    private static void ReadManifest(string path)
    {
        var manifest = ModelManifest.Read(Path.GetDirectoryName(path)!);
        GC.KeepAlive(manifest?.Esm2Fingerprint);
        GC.KeepAlive(manifest?.ClassifierFingerprint(500));
    }

    private static void ReadTokenizer(string path)
    {
        using var file = JsonFile.Open(path);
        DnabertTokenizerDefinition.Read(file);
    }

    private static void Tokenize(string path)
    {
        var tokenizer = DnabertTokenizer.Open(path);
        foreach (var sequence in Sequences)
        {
            if (Array.Exists(tokenizer.Encode(sequence), id => id < 0))
            {
                throw new InvalidDataException("An accepted tokenizer gave a negative id.");
            }
        }
    }

    private static void ReadAll(ITensorSource source)
    {
        using (source)
        {
            foreach (var tensor in source.Tensors.Values)
            {
                var sum = 0;
                foreach (var value in source.Read(tensor))
                {
                    sum += value;
                }

                GC.KeepAlive(sum);
            }
        }
    }

    private static void WriteWeights(string path, params ReadOnlySpan<string> names)
    {
        var writer = new SafetensorsWriter();
        foreach (var name in names)
        {
            writer.Add(name, [2, 1], [1, 2]);
        }

        writer.Write(path);
    }

    private static byte[][] FixtureFiles(params ReadOnlySpan<string> relativePaths)
    {
        var files = new byte[relativePaths.Length][];
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = FixtureBytes(relativePaths[i]);
        }

        return files;
    }

    private static byte[] FixtureBytes(string relativePath) => File.ReadAllBytes(Fixture.Path(relativePath));

    private static byte[] Decompressed(string relativePath)
    {
        using var content = new MemoryStream();
        using (var gzip = new GZipStream(File.OpenRead(Fixture.Path(relativePath)), CompressionMode.Decompress))
        {
            gzip.CopyTo(content);
        }

        return content.ToArray();
    }

    private static byte[] WrittenBytes(Action<string> write)
    {
        var path = Path.GetTempFileName();
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
