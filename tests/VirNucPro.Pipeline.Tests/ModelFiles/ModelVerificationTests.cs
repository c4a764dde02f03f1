using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.ModelFiles;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.ModelFiles;

public sealed class ModelVerificationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ModelVerificationTests() => DemoModels.Write(_folder.Path("models"));

    [Fact]
    public void DemoModelsPassAndAreNotComparedWithTheReference()
    {
        var report = Verify();

        Assert.True(report.Passed);
        Assert.Equal(
            ["dnabert-s: configuration", "dnabert-s: tokenizer", "dnabert-s: tensors and shapes", "esm2: configuration", "esm2: tensors and shapes",
             "classifier: 300_model.safetensors", "classifier: 500_model.safetensors", "models.json: SHA-256 of the files", "reference: labels, scores, embeddings"],
            report.Checks.Select(check => $"{check.Part}: {check.Subject}"));
        Assert.Contains("demo models", report.Checks[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(VerificationOutcome.NotRun, report.Checks[^1].Outcome);
    }

    [Fact]
    public void ConfigurationThatAsksForABillionLayersEndsAtOnce()
    {
        var path = _folder.Path("models/esm2/config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1000000000", StringComparison.Ordinal));

        var check = Verify().Checks.Single(check => check is { Part: "esm2", Subject: "tensors and shapes" });

        Assert.Equal(VerificationOutcome.Failed, check.Outcome);
        Assert.Contains("too few for the 1000000000 layers", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherShapeIsNamedWithBothShapes()
    {
        var path = _folder.Path("models/esm2/config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"intermediate_size\": 256", "\"intermediate_size\": 128", StringComparison.Ordinal));

        var check = Verify().Checks.Single(check => check.Outcome == VerificationOutcome.Failed);

        Assert.Equal(("esm2", "tensors and shapes"), (check.Part, check.Subject));
        Assert.Contains("esm.encoder.layer.0.intermediate.dense.weight has shape [256, 64], but its place in the network asks for [128, 64]", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassifierUnderAnotherLengthsNameFails()
    {
        File.Move(_folder.Path("models/classifier/500_model.safetensors"), _folder.Path("models/classifier/400_model.safetensors"));

        var check = Verify().Checks.Single(check => check.Outcome == VerificationOutcome.Failed);

        Assert.Contains("named for chunks of 400 bp, but was trained for 500 bp", check.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("400_model.pth", "tiny/model.pth", VerificationOutcome.Passed, "8 tensors, all of the right shape; states no chunk length")]
    [InlineData("500_model.pth", "wide3328/model.pth", VerificationOutcome.Failed, "takes 3328 features, but the two encoders of this models folder give 128")]
    [InlineData("400_model.safetensors", "tiny/model_state_dict.pt", VerificationOutcome.Passed, "8 tensors, all of the right shape; states no chunk length")]
    public void ClassifierIsCheckedInEveryFormInWhichItLoads(string name, string fixture, VerificationOutcome outcome, string detail)
    {
        File.Copy(Fixture.Path($"classifier/{fixture}"), _folder.Path($"models/classifier/{name}"));

        var check = Verify().Checks.Single(check => check.Subject == name);

        Assert.Equal(("classifier", outcome), (check.Part, check.Outcome));
        Assert.Contains(detail, check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorThatTheNetworkLacksIsNamed()
    {
        var path = _folder.Path("models/esm2/config.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2", StringComparison.Ordinal));

        var check = Verify().Checks.Single(check => check.Outcome == VerificationOutcome.Failed);

        Assert.Equal(("esm2", "tensors and shapes"), (check.Part, check.Subject));
        Assert.Matches(@"tensor esm\.encoder\.layer\.2\.[a-zA-Z.]+ has no place in the network", check.Detail);
    }

    [Fact]
    public void UnreadableListOfImportsFails()
    {
        _folder.Write("models/models.json", "[]");

        var check = Verify().Checks.Single(check => check.Outcome == VerificationOutcome.Failed);

        Assert.Equal("models.json", check.Part);
        Assert.Contains(_folder.Path("models/models.json"), check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingReferenceIsRefusedBeforeAnythingIsChecked()
    {
        var failure = Assert.Throws<RunFailedException>(() => Verify(_folder.Path("absent")));

        Assert.Equal(FailureKind.InputMissing, failure.Kind);
    }

    [Fact]
    public void DamagedInputIsBadInputWhileAMeansIsUnavailable()
    {
        static int Fail() => throw new ModelException("damaged");

        Assert.Equal(FailureKind.BadInput, Assert.Throws<RunFailedException>(() => FailureMap.Guard("m", Fail, FailureKind.BadInput)).Kind);
        Assert.Equal(FailureKind.Unavailable, Assert.Throws<RunFailedException>(() => FailureMap.Guard("m", Fail)).Kind);
    }

    public void Dispose() => _folder.Dispose();

    private VerificationReport Verify(string? reference = null) => ModelVerification.Execute(
        new VerificationOptions { ModelsDirectory = _folder.Path("models"), ReferenceDirectory = reference },
        TimeProvider.System,
        null,
        CancellationToken.None);
}
