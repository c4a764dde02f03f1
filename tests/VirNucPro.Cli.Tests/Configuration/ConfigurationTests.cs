using VirNucPro.Cli.Configuration;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Tests.Configuration;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("virnucpro-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    private string ConfigPath => Path.Combine(_folder, "lab.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("4", "command line", "-t", "4")]
    [InlineData("3", "VIRNUCPRO_THREADS")]
    public void CommandLineCountsBeforeTheEnvironmentAndThatBeforeTheFile(string threads, string place, params string[] more)
    {
        _environment["VIRNUCPRO_THREADS"] = "3";
        Write("threads: 2\npredict:\n  threads: 1\n");

        var verb = ReadPredict(more);

        Assert.Equal(threads, $"{verb.Threads}");
        Assert.Equal(place, SettingOf(verb, "threads").Place);
    }

    [Fact]
    public void FileCountsBeforeTheDefaultAndTheCommandsNameBeforeTheTop()
    {
        Write("threads: 2\nprecision: fp16\npredict:\n  threads: 1\nembed:\n  precision: bf16\n");

        var verb = ReadPredict();

        Assert.Equal((1, "fp16", "auto"), (verb.Threads, verb.Precision, verb.Device));
        Assert.Equal($"{ConfigPath}, line 4", SettingOf(verb, "threads").Place);
        Assert.Equal($"{ConfigPath}, line 2", SettingOf(verb, "precision").Place);
        Assert.Equal("default", SettingOf(verb, "device").Place);
    }

    [Fact]
    public void RequiredOptionMayComeFromTheFileThatTheEnvironmentNames()
    {
        Write("models: my models\ngpus: [0, 1]\nkeep-intermediate: true\nforce: false\n");
        _environment["VIRNUCPRO_CONFIG"] = ConfigPath;
        _environment["VIRNUCPRO_MODLES"] = "nothing knows it";
        _environment["VIRNUCPRO_DEVICE"] = "";

        var verb = Assert.IsType<PredictVerb>(Read("predict", "in.fa"));

        Assert.Equal(("my models", "0,1", true, false, "auto"), (verb.Models, verb.Gpus, verb.KeepIntermediate, verb.Force, verb.Device));
        Assert.Equal("VIRNUCPRO_CONFIG", SettingOf(verb, "config").Place);
    }

    [Fact]
    public void SwitchOfTheFileIsTakenBackByTheCommandLine()
    {
        Write("resume: true\n");

        Assert.True(ReadPredict().Resume);
        Assert.False(ReadPredict("--resume=false", "-f").Resume);
    }

    [Fact]
    public void HomeFolderIsFoundInTheFileAsTheShellFindsIt()
    {
        Write("models: ~/models\nmodel-type: custom\nmodel-path: ~/c.safetensors\nexpected-length: 5\n");

        var verb = ReadVerb("predict", "in.fa", "--config", ConfigPath);

        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "models"), verb.Models);
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "c.safetensors"), verb.ModelPath);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\npredict:\n  # nothing yet\nembed: ~\n")]
    public void FileMayBeEmpty(string text)
    {
        Write(text);

        Assert.Equal(0, ReadPredict().Threads);
    }

    [Theory]
    [InlineData("a: 1", "line 1: there is no option or command 'a'")]
    [InlineData("\nmodles: m", "line 2: there is no option or command 'modles'; did you mean models?")]
    [InlineData("perdict:\n  threads: 1", "line 1: there is no option or command 'perdict'; did you mean predict?")]
    [InlineData("embed:\n  model-type: 500", "line 2: 'embed' has no option 'model-type'")]
    [InlineData("predict:\n  thread: 2", "line 2: 'predict' has no option 'thread'; did you mean threads?")]
    [InlineData("config: other.yaml", "line 1: there is no option or command 'config'; did you mean contig?")]
    [InlineData("threads: many", "line 1: threads takes a number, not 'many'")]
    [InlineData("threads: 1.5", "line 1: threads takes a number, not '1.5'")]
    [InlineData("threads: [1, 2]", "line 1: threads takes a number, not '1,2'")]
    [InlineData("threads: 99999999999", "line 1: threads takes a number, not '99999999999'")]
    [InlineData("resume: yes", "line 1: resume takes true or false, not 'yes'")]
    [InlineData("precision: fp23", "line 1: precision takes auto, fp32, fp16 or bf16, not 'fp23'; did you mean fp32?")]
    [InlineData("models:", "line 1: models needs a value")]
    [InlineData("models: ''", "line 1: models needs a value")]
    [InlineData("models: {a: b}", "line 1: the value of models must be a text, a number, true or false")]
    [InlineData("gpus: [[0]]", "line 1: the value of gpus must be a text, a number, true or false")]
    [InlineData("models: *m", "line 1: the value of models must be a text, a number, true or false")]
    [InlineData("threads: 1\n\nthreads: 2", "line 3: threads stands in line 1 already")]
    [InlineData("predict:\n  threads: 1\n  threads: 2", "line 3: threads stands in line 2 already")]
    [InlineData("- threads", "line 1: the top level holds no options; write NAME: VALUE")]
    [InlineData("threads", "line 1: 'threads' is no option; write NAME: VALUE")]
    [InlineData("threads: 1\n---\nthreads: 2", "line 2: a second document is one too many")]
    public void MistakeInTheFileIsNamedWithItsLine(string text, string problem)
    {
        Write(text);

        Assert.Equal($"{ConfigPath}, {problem}", Assert.Throws<UsageException>(() => ReadPredict()).Message);
    }

    [Theory]
    [InlineData("models: 'm\nthreads: 1", 1)]
    [InlineData("threads: 1\n\tmodels: m", 1)]
    [InlineData("threads: 1\nmodels: [a", 3)]
    public void WhatIsNoYamlIsNamedWithItsLine(string text, int line)
    {
        Write(text);

        Assert.Matches(
            $"^{ConfigPath}, line {line}: this is no YAML: [^\n]+$",
            Assert.Throws<UsageException>(() => ReadPredict()).Message);
    }

    [Fact]
    public void WhatIsNoTextIsRefused()
    {
        Write("threads: 2\n\0");

        Assert.Equal($"the configuration {ConfigPath} is no text", Assert.Throws<UsageException>(() => ReadPredict()).Message);
    }

    [Fact]
    public void FileThatIsNotThereIsNamedWithWhatNamedIt()
    {
        Assert.StartsWith($"the configuration {ConfigPath} can't be read: ", Assert.Throws<UsageException>(() => ReadPredict()).Message, StringComparison.Ordinal);

        _environment["VIRNUCPRO_CONFIG"] = _folder;
        Assert.StartsWith(
            $"the configuration {_folder} that VIRNUCPRO_CONFIG names can't be read: ",
            Assert.Throws<UsageException>(() => Read("predict", "in.fa")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MistakeInTheEnvironmentIsNamedWithItsVariable()
    {
        _environment["VIRNUCPRO_THREADS"] = "many";

        Assert.Equal(
            "the environment variable VIRNUCPRO_THREADS takes a number, not 'many'",
            Assert.Throws<UsageException>(() => Read("predict", "in.fa", "--models", "m")).Message);
        Assert.IsType<ModelsInspectVerb>(Read("models", "inspect", "m"));
    }

    [Fact]
    public void ContradictionNamesThePlaceOfWhatWasNotTyped()
    {
        Write("resume: true\n");

        Assert.Equal(
            $"--resume (continue a run) and --force (start over) exclude each other (--resume is set in {ConfigPath}, line 1)",
            Assert.Throws<UsageException>(() => ReadPredict("--force")).Message);
    }

    [Theory]
    [InlineData("There is no folder my models.", " (--models is set in VIRNUCPRO_MODELS)")]
    [InlineData("'cuda:9' is no device.", " (--device is set in VIRNUCPRO_DEVICE)")]
    [InlineData("Give --models, or -d.", " (--device is set in VIRNUCPRO_DEVICE; --models is set in VIRNUCPRO_MODELS)")]
    [InlineData("my modelsX, cuda:99, --models-x", "")]
    [InlineData("2 chunks", "")]
    public void MessageAboutAConfiguredValueNamesItsPlace(string message, string places)
    {
        _environment["VIRNUCPRO_MODELS"] = "my models";
        _environment["VIRNUCPRO_DEVICE"] = "cuda:9";
        _environment["VIRNUCPRO_THREADS"] = "2";

        var settings = ReadVerb("predict", "in.fa").Settings;

        Assert.Equal(places, OptionSettings.PlacesIn(settings, message));
    }

    [Fact]
    public void CommandsAboutTheProgramItselfAreNotConfigured()
    {
        _environment["VIRNUCPRO_CONFIG"] = "absent.yaml";
        _environment["VIRNUCPRO_OUTPUT"] = "p.npy";

        Assert.Equal("virnucpro.yaml", Assert.IsType<ConfigInitVerb>(Read("config", "init")).Output);
    }

    [Fact]
    public void TemplateSaysNothingUntilALineIsUncommented()
    {
        Write(ConfigurationTemplate.Render());

        var verb = ReadPredict();

        Assert.All(verb.Settings, setting => Assert.NotEqual(SettingSource.File, setting.Source));
    }

    [Fact]
    public void TemplateNamesEveryOptionWithItsDefault()
    {
        var lines = ConfigurationTemplate.Render().Split('\n');
        Assert.DoesNotContain(lines, line => line.Length > 79);

        // What has no default gets a value of its type.
        Write(string.Join('\n', lines.Select(line => line.TrimStart() is ['#', not ' ', ..] ? Uncommented(line) : line)));
        foreach (var command in CommandCatalog.All.Where(command => command.IsConfigurable))
        {
            var settings = ShownCommand.Of(command, ["--config", ConfigPath], _ => null).Settings;
            Assert.All(
                settings.Where(setting => setting.Option.Name != "config"),
                setting =>
                {
                    Assert.Equal(SettingSource.File, setting.Source);
                    Assert.True(setting.Option.Default is null || setting.Option.Default == setting.Value, setting.Option.Name);
                });
        }
    }

    [Fact]
    public void ShownCommandMayLackWhatItNeeds()
    {
        _environment["VIRNUCPRO_DEVICE"] = "cpu";
        var verb = Assert.IsType<ConfigShowVerb>(Read("config", "show", "models", "verify", "-t", "3"));

        var shown = Assert.Single(verb.Commands);
        Assert.Equal("models verify", shown.Command.Name);
        Assert.Equal(("3", "command line"), Shown("threads"));
        Assert.Equal(("cpu", "VIRNUCPRO_DEVICE"), Shown("device"));
        Assert.Equal(("auto", "default"), Shown("precision"));
        Assert.Equal((null, "default"), Shown("reference"));

        (string?, string) Shown(string name) =>
            shown.Settings.Where(setting => setting.Option.Name == name).Select(setting => (setting.Value, setting.Place)).Single();
    }

    [Theory]
    [InlineData("there is no command 'perdict'; did you mean predict?", "perdict")]
    [InlineData("unknown option --thread; did you mean --threads?", "predict", "--thread", "3")]
    [InlineData("--threads takes a number, not 'x'", "predict", "--threads", "x")]
    public void ShownCommandMustBeRight(string message, params string[] words) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => Read(["config", "show", .. words])).Message);

    private static string Uncommented(string line)
    {
        var text = line.Replace("#", "", StringComparison.Ordinal);
        var value = text[(text.IndexOf(':', StringComparison.Ordinal) + 2)..];
        return value is "BASES" or "TOKENS" or "SECONDS" or "N" or "X" or "ROWS" ? text.Replace($": {value}", ": 7", StringComparison.Ordinal)
            : text.EndsWith(": TYPE", StringComparison.Ordinal) ? text.Replace(": TYPE", ": custom", StringComparison.Ordinal)
            : text.EndsWith(": NAME", StringComparison.Ordinal) ? text.Replace(": NAME", ": esm2", StringComparison.Ordinal)
            : text.Replace(": SHAPE,...", ": esm2-8m", StringComparison.Ordinal);
    }

    private void Write(string text) => File.WriteAllText(ConfigPath, text);

    private PredictVerb ReadPredict(params string[] more) => ReadVerb(["predict", "in.fa", "--models=m", "--config", ConfigPath, .. more]);

    private PredictVerb ReadVerb(params string[] arguments) => Assert.IsType<PredictVerb>(Read(arguments));

    private object Read(params string[] arguments) => new CommandLineReader(_environment.GetValueOrDefault).Read(arguments);

    private static OptionSetting SettingOf(PlainVerb verb, string name) => verb.Settings.Single(setting => setting.Option.Name == name);
}
