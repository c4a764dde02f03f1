using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests;

public sealed class ModelIdentityTests : IDisposable
{
    private const string DnabertWeights = "DNABERT-S weights";
    private const string DnabertTokenizer = "DNABERT-S tokenizer";
    private const string EsmWeights = "ESM-2 weights";
    private const string Classifier = "classifier";

    private readonly TemporaryFolder _folder = new();

    public ModelIdentityTests() => DemoModels.Write(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryPartOfARunIsNamed() =>
        Assert.Equal([DnabertWeights, DnabertTokenizer, EsmWeights, Classifier], Read().Keys);

    [Fact]
    public void EncoderAloneIsIdentifiedAsInARun()
    {
        var folder = ModelFolder.Open(_folder.Path);

        var parts = ModelIdentity.ReadDnabertS(folder, CancellationToken.None).Concat(ModelIdentity.ReadEsm2(folder, CancellationToken.None));

        Assert.Equal(Read().Where(part => part.Key != Classifier), parts.Select(part => KeyValuePair.Create(part.Name, part.Sha256)));
    }

    [Fact]
    public void PartOfOneFileHasItsDigest()
    {
        var parts = Read();

        Assert.Equal(DigestOf("dnabert-s/tokenizer.json"), parts[DnabertTokenizer]);
        Assert.Equal(DigestOf("classifier/500_model.safetensors"), parts[Classifier]);
    }

    [Fact]
    public void PartOfSeveralFilesHasTheDigestOfTheLinesThatTheCommandPrints()
    {
        using var sha256sum = Process.Start(new ProcessStartInfo("sha256sum", ["model.safetensors", "config.json"])
        {
            WorkingDirectory = _folder.File("esm2"),
            RedirectStandardOutput = true,
        })!;

        var lines = sha256sum.StandardOutput.ReadToEnd();

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), Read()[EsmWeights]);
    }

    [Theory]
    [InlineData("dnabert-s/model.safetensors", DnabertWeights)]
    [InlineData("dnabert-s/config.json", DnabertWeights)]
    [InlineData("dnabert-s/tokenizer.json", DnabertTokenizer)]
    [InlineData("esm2/model.safetensors", EsmWeights)]
    [InlineData("esm2/config.json", EsmWeights)]
    [InlineData("classifier/500_model.safetensors", Classifier)]
    public void ChangedFileChangesItsPartAndNoOther(string name, string part)
    {
        var before = Read();
        Change(name);

        var after = Read();

        Assert.Equal([part], after.Where(pair => pair.Value != before[pair.Key]).Select(pair => pair.Key));
    }

    [Fact]
    public void FilesThatAreNotLoadedCountForNothing()
    {
        var before = Read();
        File.WriteAllText(_folder.File("esm2/vocab.txt"), "");
        File.WriteAllText(_folder.File("esm2/pytorch_model.bin"), "");
        File.WriteAllText(_folder.File("models.json"), "{}");

        Assert.Equal(before, Read());
    }

    [Theory]
    [InlineData("model-00001-of-00002.safetensors")]
    [InlineData("model-00002-of-00002.safetensors")]
    [InlineData("model.safetensors.index.json")]
    public void EveryShardAndItsIndexCount(string name)
    {
        ReplaceEsm2("a16");
        var before = Read()[EsmWeights];
        Change($"esm2/{name}");

        Assert.NotEqual(before, Read()[EsmWeights]);
    }

    [Fact]
    public void CheckpointThatCarriesItsConfigurationStandsAlone()
    {
        ReplaceEsm2("a");
        foreach (var other in Directory.GetFiles(_folder.File("esm2")).Where(path => !path.EndsWith("esm2_t3_tiny_a.pt", StringComparison.Ordinal)))
        {
            File.Delete(other);
        }

        File.WriteAllText(_folder.File("esm2/config.json"), "{}");

        Assert.Equal(DigestOf("esm2/esm2_t3_tiny_a.pt"), Read()[EsmWeights]);
    }

    [Fact]
    public void MissingFileIsNamed()
    {
        File.Delete(_folder.File("esm2/config.json"));

        Assert.Contains(_folder.File("esm2/config.json"), Assert.Throws<ModelException>(() => Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadingCanBeStopped()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Read(source.Token));
    }

    private Dictionary<string, string> Read(CancellationToken cancellation = default)
    {
        var folder = ModelFolder.Open(_folder.Path);
        return ModelIdentity.Read(folder, folder.FindClassifier(500), cancellation)
            .ToDictionary(part => part.Name, part => part.Sha256, StringComparer.Ordinal);
    }

    // Another last element of weights, or white space at the end of a JSON file: both can still be read.
    private void Change(string name)
    {
        using var stream = new FileStream(_folder.File(name), FileMode.Open, FileAccess.ReadWrite);
        var isJson = name.EndsWith(".json", StringComparison.Ordinal);
        stream.Seek(isJson ? 0 : -1, SeekOrigin.End);
        var changed = isJson ? (byte)' ' : (byte)(stream.ReadByte() ^ 1);
        stream.Seek(isJson ? 0 : -1, SeekOrigin.End);
        stream.WriteByte(changed);
    }

    private void ReplaceEsm2(string fixture)
    {
        Directory.Delete(_folder.File("esm2"), recursive: true);
        Directory.CreateDirectory(_folder.File("esm2"));
        foreach (var path in Directory.GetFiles(Fixture.Path($"esm2/{fixture}")))
        {
            File.Copy(path, Path.Combine(_folder.File("esm2"), Path.GetFileName(path)));
        }
    }

    private string DigestOf(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.File(name))));
}
